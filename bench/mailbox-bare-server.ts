import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** Serves the bare page, built and compressed as the mailbox is. */
export async function serveBarePage(homeserver: string): Promise<{ url: string } & AsyncDisposable> {
  const input = fileURLToPath(new URL('mailbox-bare.ts', import.meta.url));
  const bundle = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { HOMESERVER: JSON.stringify(homeserver) },
    build: { write: false, target: 'es2024', reportCompressedSize: false, rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput;
  const files = new Map(
    bundle.output.map((file) => [`/${file.fileName}`, compressed(file.type === 'chunk' ? file.code : file.source)]),
  );
  const entry = bundle.output[0].fileName;
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    const type = request.url?.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    response.setHeader('content-type', file ? type : 'text/html');
    if (file) response.setHeader('content-encoding', 'br');
    response.end(file ?? `<!doctype html><title>Bare page</title><script type="module" src="/${entry}"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function compressed(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const quality = bytes.length > 1024 * 1024 ? 5 : 10;
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}
