import type { Browser, CDPSession, Page } from 'playwright-core';

/** Bytes as they came over the network, compressed. */
export interface Weights {
  script: number;
  /** Script and WebAssembly. */
  all: number;
}

/** A page with an eye on what it loads. */
export interface SlowPage extends AsyncDisposable {
  page: Page;
  weights(): Weights;
  /** From now on the processor is four times slower. */
  slowDown(): Promise<void>;
}

const slowdown = 4;

/** A browser with nothing in it, in German. @param options.isSlow from the beginning on; the default */
export async function openSlowPage(browser: Browser, { isSlow = true }: { isSlow?: boolean } = {}): Promise<SlowPage> {
  // Without a service worker each byte comes through the page, where it is counted.
  const context = await browser.newContext({ locale: 'de-DE', serviceWorkers: 'block' });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const weights = await weigh(devtools);
  const slowDown = async (): Promise<void> => {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  };
  if (isSlow) await slowDown();
  return { page, weights: () => weights, slowDown, [Symbol.asyncDispose]: () => context.close() };
}

/** From an empty browser to a page that can be used: its button is there, and its text in the right language. */
export async function measureFirstPage(
  browser: Browser,
  url: string,
): Promise<{ milliseconds: number; weights: Weights }> {
  await using device = await openSlowPage(browser);
  await device.page.goto(url);
  await device.page.getByRole('button', { name: 'Mit dem Online-Ausweis anmelden' }).click({ trial: true });
  return { milliseconds: await sinceNavigation(device.page), weights: device.weights() };
}

/** Milliseconds since the page's navigation began. */
export function sinceNavigation(page: Page): Promise<number> {
  return page.evaluate('performance.now()');
}

async function weigh(devtools: CDPSession): Promise<Weights> {
  const weights: Weights = { script: 0, all: 0 };
  const types = new Map<string, 'script' | 'wasm'>();
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') types.set(requestId, 'script');
    else if (response.mimeType === 'application/wasm') types.set(requestId, 'wasm');
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    if (type === undefined) return;
    weights.all += encodedDataLength;
    if (type === 'script') weights.script += encodedDataLength;
  });
  await devtools.send('Network.enable');
  return weights;
}
