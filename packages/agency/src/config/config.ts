import type { LocalizedText } from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';
import type { AgencyLimits, AgencyTiming } from '../context.ts';

/** Everything an agency is made of. `loadConfig` makes it from a file; a program may also put it together itself. */
export interface AgencyConfig {
  /** URL that identifies the agency; never fetched. */
  clientId: string;
  names: LocalizedText;
  description?: LocalizedText;
  /** Base URL of the homeserver. */
  homeserver: string;
  /** Local part or full user id of the agency's Matrix account. */
  user: string;
  password: string;
  /** Base URL of the directory, exactly as the directory calls itself. */
  directory: string;
  /** Made at the first start (mode 0600). Back it up: whoever has it is the agency. */
  signingKeyFile: string;
  storage: { folder: string; key: Uint8Array };
  services: ServiceDefinition[];
  /** Path of a module whose default export registers handlers. */
  handlers?: string;
  /** Where `/health` listens on 127.0.0.1; 0 takes any free port. */
  port?: number;
  limits?: Partial<AgencyLimits>;
  timing?: Partial<AgencyTiming>;
}
