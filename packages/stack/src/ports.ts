import { createServer } from 'node:net';
import { sampleAgencies, type SampleAgency } from './gateway-part.ts';

/** A loopback port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether something already listens on a loopback port. */
export async function isPortTaken(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

/** Where the parts listen. */
export interface StackPorts {
  readonly homeserver: number;
  readonly eid: number;
  readonly directory: number;
  readonly mailbox: number;
  readonly push: number;
  readonly gateways: Readonly<Record<SampleAgency, number>>;
}

/** Ports in a row from `base`, with the gateways from `base + 11`; without a base, free ones. */
export async function choosePorts(base?: number): Promise<StackPorts> {
  const [homeserver = 0, eid = 0, directory = 0, mailbox = 0, push = 0, ...others] =
    base === undefined
      ? await freePorts(5 + sampleAgencies.length)
      : [0, 1, 2, 3, 4, 11, 12, 13, 14].map((step) => base + step);
  const [kiel = 0, flensburg = 0, nordfriesland = 0, permits = 0] = others;
  return {
    homeserver,
    eid,
    directory,
    mailbox,
    push,
    gateways: { kiel, flensburg, nordfriesland, 'sh-permits': permits },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  return new Set(ports).size === count ? ports : freePorts(count);
}
