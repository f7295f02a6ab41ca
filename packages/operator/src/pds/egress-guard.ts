import { createServer } from 'node:http';
import { connect, isIPv6, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { publicAddresses } from './public-address.ts';

/** A guard that listens. */
export interface EgressGuard extends AsyncDisposable {
  /** The proxy's URL on this machine. */
  url: string;
}

/** Gives the addresses of a host, or throws when it must not be reached. */
export type Resolve = (host: string) => Promise<string[]>;

/** How long a tunnel may be silent, in milliseconds. */
const silence = 30_000;

/**
 * Lets all requests that OpenDAL makes in this process go through a guard that connects to public addresses alone. OpenDAL resolves
 * names by itself and follows redirects, so a store could lead it into the operator's own network after its address was checked; the
 * guard resolves, checks and connects in one step. For the start of the program: OpenDAL reads the variables once, before its first
 * request, and keeps them as long as the process lives.
 *
 * A deployment that has an egress proxy of its own (HTTPS_PROXY) keeps that one; it has to refuse inner addresses itself.
 *
 * @param env the environment of this process: `process.env`, since OpenDAL looks there
 */
export async function guardEgress(env: NodeJS.ProcessEnv): Promise<void> {
  if (['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((name) => (env[name] ?? '') !== '')) return;
  const { url } = await startEgressGuard(publicAddresses);
  // Exceptions from the proxy would be holes in the guard.
  for (const name of ['NO_PROXY', 'no_proxy']) delete env[name];
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) env[name] = url;
}

/** Starts a proxy on loopback that opens tunnels (CONNECT, RFC 9110, section 9.3.6) and passes on nothing unencrypted. */
export async function startEgressGuard(resolve: Resolve): Promise<EgressGuard> {
  const server = createServer((_request, response) => response.writeHead(403).end());
  const tunnels = new Set<Duplex>();
  server.on('connect', (request, inward: Duplex, head: Buffer) => {
    tunnels.add(inward);
    inward.once('close', () => tunnels.delete(inward));
    inward.on('error', () => inward.destroy());
    void openTunnel(request.url ?? '', inward, head, resolve);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  // It does not keep the program alive.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const tunnel of tunnels) tunnel.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function openTunnel(target: string, inward: Duplex, head: Buffer, resolve: Resolve): Promise<void> {
  try {
    const { hostname, port } = new URL(`https://${target}`);
    const outward = await connectTo(await resolve(hostname), port === '' ? 443 : Number(port));
    outward.setTimeout(silence, () => outward.destroy());
    outward.on('error', () => inward.destroy());
    outward.once('close', () => inward.destroy());
    inward.once('close', () => outward.destroy());
    inward.write('HTTP/1.1 200 Connection established\r\n\r\n');
    outward.write(head);
    inward.pipe(outward).pipe(inward);
  } catch {
    inward.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  }
}

/** Connects to the first of the checked addresses that answers. */
async function connectTo(addresses: string[], port: number): Promise<Socket> {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const lookup: LookupFunction = (_host, _options, give) => give(null, found);
  const connected = Promise.withResolvers<void>();
  const socket = connect({ host: 'checked.invalid', port, lookup, autoSelectFamily: true });
  socket.once('connect', connected.resolve);
  socket.once('error', connected.reject);
  await connected.promise;
  return socket;
}
