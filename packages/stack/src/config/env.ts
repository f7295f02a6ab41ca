import { PosthornError } from '@posthorn/protocol';
import type { HomeserverAccess } from '../homeserver.ts';
import { posthornDir } from '../paths.ts';

const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];

/** The little of the surroundings that the parts may see. */
export function partEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.includes(name)));
}

/** What `npm start` takes from the environment. */
export interface StackEnvironment {
  /** Holds the folders `data` and `logs`. */
  readonly home: string;
  /** The first of the ports on 127.0.0.1 */
  readonly portBase: number;
  /** A homeserver that is already there, instead of an own one. */
  readonly homeserver?: HomeserverAccess;
  /** Secret of the client `homeserver` at the eID, for a homeserver that is already there. */
  readonly eidClientSecret?: string;
}

/** Reads the environment of `npm start`. */
export function readEnvironment(): StackEnvironment {
  const portBase = Number(process.env['POSTHORN_PORT_BASE'] ?? 8420);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) {
    throw new PosthornError('config-invalid', 'POSTHORN_PORT_BASE is not a port from 1024 to 65000.', {
      mend: 'Set it to the first of about 20 free ports, such as 9420, or leave it out.',
    });
  }
  const home = process.env['POSTHORN_HOME'] ?? posthornDir;
  const url = process.env['POSTHORN_HOMESERVER_URL'];
  if (!url) return { home, portBase };
  const registrationSecret = process.env['POSTHORN_REGISTRATION_SECRET'];
  const eidClientSecret = process.env['POSTHORN_EID_CLIENT_SECRET'];
  if (!URL.canParse(url) || !registrationSecret || !eidClientSecret) {
    throw new PosthornError('config-invalid', 'A homeserver that is already there is not fully described.', {
      mend:
        'Set POSTHORN_HOMESERVER_URL to its URL, POSTHORN_REGISTRATION_SECRET to its registration_shared_secret, and ' +
        'POSTHORN_EID_CLIENT_SECRET to the client_secret of its OpenID provider "eid".',
    });
  }
  return { home, portBase, homeserver: { url: url.replace(/\/+$/, ''), registrationSecret }, eidClientSecret };
}
