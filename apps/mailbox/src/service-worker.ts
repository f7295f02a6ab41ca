/// <reference lib="webworker" />
/**
 * Keeps the app itself on the device, so that it opens without a network, and says that there is mail. It never sees anything of the
 * person: no messages, no keys, no answers of servers.
 */
declare const self: ServiceWorkerGlobalScope;

/** Files of this version; the build puts the list here. */
declare const PRECACHED_FILES: string[];
/** Names this version; the build puts it here. */
declare const APP_VERSION: string;

const cachePrefix = 'posthorn-app-';
const cacheName = `${cachePrefix}${APP_VERSION}`;
const page = '/index.html';

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  // Only when the person says so: what is open keeps its version.
  if (event.data === 'use-new-version') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fromCache(page));
  else if (url.pathname === '/config.json') event.respondWith(newestOrCached(request));
  else if (url.pathname.startsWith('/assets/') || PRECACHED_FILES.includes(url.pathname))
    event.respondWith(fromCache(url.pathname));
});
self.addEventListener('push', (event) => event.waitUntil(showMail()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openMailbox());
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([page, ...PRECACHED_FILES, '/config.json']);
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(cachePrefix) && name !== cacheName) await caches.delete(name);
  }
  await self.clients.claim();
}

/** Files are named by their content, so a cached one is the right one. What was not cached yet is from now on. */
async function fromCache(path: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  const cached = await cache.match(path);
  if (cached !== undefined) return cached;
  const response = await fetch(path);
  if (response.ok) await cache.put(path, response.clone());
  return response;
}

async function newestOrCached(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put('/config.json', response.clone());
    return response;
  } catch {
    return (await cache.match('/config.json')) ?? Response.error();
  }
}

/** Says nothing but that there is mail: who wrote is known only after decryption, in the app. */
async function showMail(): Promise<void> {
  const isGerman = self.navigator.language.startsWith('de');
  await self.registration.showNotification('Posthorn', {
    body: isGerman ? 'Sie haben neue Post.' : 'You have new mail.',
    icon: '/icon.svg',
    tag: 'mail',
  });
}

async function openMailbox(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window' });
  if (open !== undefined) await open.focus();
  else await self.clients.openWindow('/cases');
}
