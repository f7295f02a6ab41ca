import { trustedScriptUrl } from '../trusted-urls.ts';

/** Whether a newer version of the app is on the device and waits for the person to use it. */
export interface AppUpdates {
  readonly isWaiting: boolean;
  /** For `useSyncExternalStore`. */
  subscribe: (listener: () => void) => () => void;
  /** Loads the page anew with the newer version. What is being written is kept first: pages save when they are left. */
  use: () => void;
}

/** Registers the service worker and watches for newer versions. Without one (or in development) nothing ever waits. */
export function watchUpdates(): AppUpdates {
  const listeners = new Set<() => void>();
  let waiting: ServiceWorker | null = null;

  function found(worker: ServiceWorker | null): void {
    waiting = worker;
    for (const listener of listeners) listener();
  }

  function watch(registration: ServiceWorkerRegistration): void {
    if (registration.waiting !== null) found(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        // Without a controller it is the first version, which nobody has to wait for.
        if (installing.state === 'installed' && navigator.serviceWorker.controller !== null) found(installing);
      });
    });
  }

  if ('serviceWorker' in navigator && import.meta.env.PROD) {
    navigator.serviceWorker.register(trustedScriptUrl('/service-worker.js')).then(watch, () => undefined);
  }
  return {
    get isWaiting() {
      return waiting !== null;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    use() {
      navigator.serviceWorker.addEventListener('controllerchange', () => globalThis.location.reload(), { once: true });
      waiting?.postMessage('use-new-version', []);
    },
  };
}
