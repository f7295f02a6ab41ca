import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '@posthorn/stack/browser';
import { freshPersonId } from '@posthorn/stack/testing';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import type { BrowserReport, BrowserTask } from './in-the-browser.ts';
import { startTown } from './town.ts';

test('in a browser a person applies, takes the session up again, and leaves nothing behind after signing out', async () => {
  await using town = await startTown();
  await using page = await servePage();
  await using browser = await launchBrowser();
  const tab = await browser.newPage();
  await tab.goto(page.url);
  await tab.waitForFunction('globalThis.applyInBrowser');
  const task: BrowserTask = {
    homeserver: town.homeserver.url,
    directory: town.directoryUrl,
    loginToken: await town.homeserver.loginToken(freshPersonId()),
  };
  const report: BrowserReport = await tab.evaluate(`applyInBrowser(${JSON.stringify(task)})`);
  expect(report).toEqual({
    hasRecoverySecret: true,
    whileOpen: 'store-in-use',
    cases: [['Schwimmbecken genehmigen', 'received']],
    endedAtServer: false,
    left: 0,
  });
}, 120_000);

/** An empty page with the bundle of the SDK. */
async function servePage(): Promise<{ url: string } & AsyncDisposable> {
  const input = fileURLToPath(new URL('in-the-browser.ts', import.meta.url));
  const bundle = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, reportCompressedSize: false, rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput;
  const files = new Map(
    bundle.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]),
  );
  const entry = bundle.output[0].fileName;
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    const type = request.url?.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    response.setHeader('content-type', file ? type : 'text/html');
    response.end(file ?? `<!doctype html><title>Posthorn</title><script type="module" src="/${entry}"></script>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => server.close(closed));
    },
  };
}
