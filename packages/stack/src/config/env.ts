const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];

/** The little of the surroundings that the parts may see. */
export function partEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.includes(name)));
}

/** What `npm start` takes from the environment. */
export interface StackEnvironment {
  /** The first of the ports on 127.0.0.1 */
  readonly portBase: number;
  /** A homeserver that is already there, instead of an own one. */
  readonly homeserverUrl: string | undefined;
  readonly registrationSecret: string | undefined;
}

/** Reads the environment of `npm start`. */
export function readEnvironment(): StackEnvironment {
  return {
    portBase: Number(process.env['POSTHORN_PORT_BASE'] ?? 8420),
    homeserverUrl: process.env['POSTHORN_HOMESERVER_URL'],
    registrationSecret: process.env['POSTHORN_REGISTRATION_SECRET'],
  };
}
