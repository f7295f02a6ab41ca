import { createHash } from 'node:crypto';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** What is fetched when somebody needs it: the cryptography after the sign-in has begun, previews of PDF files, further fonts. */
const onDemand = /\.wasm$|\.woff2?$|\/sdk-|pdf/;

/** Tells the service worker which files make this version of the app. */
function precache(): Plugin {
  return {
    name: 'precache',
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name) && !onDemand.test(name));
      const files = [...names.map((name) => `/${name}`), '/icon.svg', '/manifest.webmanifest'].toSorted();
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16);
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') throw new Error('The service worker is missing.');
      worker.code = worker.code
        .replaceAll('PRECACHED_FILES', JSON.stringify(files))
        .replaceAll('APP_VERSION', JSON.stringify(version));
    },
  };
}

const config: UserConfig = defineConfig({
  plugins: [react(), precache()],
  build: {
    target: 'es2024',
    // No inline script, style or font: the Content-Security-Policy forbids them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 8_000,
    rolldownOptions: {
      input: { main: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: (chunk) =>
          chunk.facadeModuleId?.includes('packages/citizen/src/index') === true
            ? 'assets/sdk-[hash].js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
});

export default config;
