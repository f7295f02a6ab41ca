import type { DatabaseConfig, OperatorConfig } from '@posthorn/operator';
import { engines, type Engine } from '../story.ts';
import { generateDeviceKeys, OldDevice, postMessage, type AskedPermission, type DeviceAnswer } from './old-device.ts';
import type { OldService } from './old-service.ts';
import { openOldWorld, type OldWorld } from './old-world.ts';
import { generateRsaKey } from './rsa-keys.ts';

/** Two people, two honest services and one that steals, around one operator. All have registered. */
export interface Town extends AsyncDisposable {
  world: OldWorld;
  /** Where the operator keeps its records. */
  records: DatabaseConfig;
  /** For further operators. */
  engine: Engine;
  /** Keeps a library card in the person's store. */
  library: OldService;
  /** Sells tickets, cheaper for holders of a library card: it asks to read that card. */
  pool: OldService;
  /** Registered like anybody, and up to no good. */
  thief: OldService;
  anna: OldDevice;
  ben: OldDevice;
  /** A person who has just come to town, with an account and with keys that others before had, too: RSA keys cost time. */
  newcomer(pds?: Record<string, string>): Promise<OldDevice>;
  /** A person uses a service; connects with it the first time. @returns the connection id */
  visit(service: OldService, person: OldDevice, agrees?: (asked: AskedPermission) => boolean): Promise<string>;
  /** Sends anything to the operator. */
  send(jws: string): Promise<DeviceAnswer>;
}

const card = { area: 'card', purpose: 'To lend you books', description: 'Your library card' };

/** Opens a town whose operator keeps its records in PostgreSQL. */
export async function openTown(changes: Partial<OperatorConfig> = {}): Promise<Town> {
  await using parts = new AsyncDisposableStack();
  const engine = parts.use(await engines.PostgreSQL());
  const records = await engine.emptyDatabase();
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
  const [annasKeys, bensKeys, spareKeys] = await Promise.all([
    generateDeviceKeys(),
    generateDeviceKeys(),
    generateDeviceKeys(),
  ]);
  const anna = await new OldDevice(annasKeys, world.url).register();
  const ben = await new OldDevice(bensKeys, world.url).register();
  const connections = new Map<string, Promise<string>>();
  const running = parts.move();
  return {
    world,
    records,
    engine,
    library,
    pool,
    thief,
    anna,
    ben,
    newcomer: (pds) => new OldDevice(spareKeys, world.url).register(pds),
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

/** What came of a message: the status, and the code of a refusal. */
export function refusal({ status, code }: DeviceAnswer): string {
  return `${status} ${code}`;
}
