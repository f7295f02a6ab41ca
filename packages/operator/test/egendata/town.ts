import type { OperatorConfig } from '@posthorn/operator';
import { engines } from '../story.ts';
import { generateDeviceKeys, OldDevice, postMessage, type AskedPermission, type DeviceAnswer } from './old-device.ts';
import type { OldService } from './old-service.ts';
import { openOldWorld, type OldWorld } from './old-world.ts';
import { generateRsaKey } from './rsa-keys.ts';

/** Two people, two honest services and one that steals, around one operator. All have registered. */
export interface Town extends AsyncDisposable {
  world: OldWorld;
  /** Keeps a library card in the person's store. */
  library: OldService;
  /** Sells tickets, cheaper for holders of a library card: it asks to read that card. */
  pool: OldService;
  /** Registered like anybody, and up to no good. */
  thief: OldService;
  anna: OldDevice;
  ben: OldDevice;
  /** A person uses a service; connects with it the first time. @returns the connection id */
  visit(service: OldService, person: OldDevice, agrees?: (asked: AskedPermission) => boolean): Promise<string>;
  /** Sends anything to the operator. */
  send(jws: string): Promise<DeviceAnswer>;
}

export const card = { area: 'card', purpose: 'To lend you books', description: 'Your library card' };

/** Opens a town on a database; without one, on a PGlite of its own. */
export async function openTown({ database, ...changes }: Partial<OperatorConfig> = {}): Promise<Town> {
  await using parts = new AsyncDisposableStack();
  const records = database ?? (await parts.use(await engines.PGlite()).emptyDatabase());
  const world = parts.use(await openOldWorld(records, changes));
  const [libraryKey, poolKey, thiefKey] = await Promise.all([
    generateRsaKey('sig'),
    generateRsaKey('sig'),
    generateRsaKey('sig'),
  ]);
  const library = await world.service('City library', libraryKey, [{ ...card, types: ['READ', 'WRITE'] }]);
  const pool = await world.service('Swimming pool', poolKey, [
    { domain: library.clientId, area: 'card', types: ['READ'], purpose: 'To give you the discount' },
  ]);
  const thief = await world.service('Prize draw', thiefKey, [{ ...card, types: ['READ', 'WRITE'] }]);
  await Promise.all([library, pool, thief].map(({ client }) => client.connect()));
  const [anna, ben] = await Promise.all(
    [generateDeviceKeys(), generateDeviceKeys()].map(async (keys) => new OldDevice(await keys, world.url).register()),
  );
  if (anna === undefined || ben === undefined) throw new Error('Nobody lives here.');
  const connections = new Map<string, Promise<string>>();
  const running = parts.move();
  return {
    world,
    library,
    pool,
    thief,
    anna,
    ben,
    async visit(service, person, agrees) {
      const name = `${service.clientId} ${person.account}`;
      const connection = connections.get(name) ?? person.signUp((await service.openSignInPage()).url, agrees);
      connections.set(name, connection);
      return connection;
    },
    send: (jws) => postMessage(`${world.url}/api`, jws),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
