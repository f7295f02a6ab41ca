/**
 * The public directory, read and written over HTTP. Knows nothing of Matrix; runs in browsers and Node.
 *
 * The directory is not believed: agencies and services count only with the agency's own signature. What it lists besides (the
 * catalogue, who is responsible) is for finding things, and is proven when the service is read.
 */
import {
  canonicalJson,
  PosthornError,
  signAgencyRegistration,
  signServicePublication,
  verifyAgencyRegistration,
  verifyServicePublication,
  type AgencyRegistration,
  type LocalizedText,
  type PrivateKey,
  type PublicKey,
  type PublishedDefinition,
} from '@posthorn/protocol';
import { readDefinition, type Region, type ServiceDefinition } from '@posthorn/service-definition';
import { openDirectoryHttp, type DirectoryHttp } from './directory-http.ts';
import {
  agenciesReply,
  catalogueReply,
  regionsReply,
  responsibleReply,
  signedReply,
  type CatalogueEntry,
  type ResponsibleAgency,
} from './directory-replies.ts';

export type { CatalogueEntry, ResponsibleAgency } from './directory-replies.ts';

/** An agency, as it says itself under its signature. */
export interface AgencyRecord {
  clientId: string;
  displayName: LocalizedText;
  description?: LocalizedText;
  /** The key that signs all of the agency's messages; pin it at first use. */
  jwk: PublicKey;
  matrix: { userId: string; masterKey: string };
  /** Seconds since 1970: of two records the later one counts. */
  issuedAt: number;
  /** The signed registration. */
  jws: string;
}

/** What an agency says about itself when it registers. */
export type AgencyProfile = Pick<AgencyRecord, 'clientId' | 'displayName' | 'description' | 'matrix'>;

/** A service whose signature was checked with the key of its agency. */
export interface SignedService {
  definition: ServiceDefinition;
  agency: AgencyRecord;
  jws: string;
}

/** The directory, for people, agencies and programs. Every call may throw `directory-unreachable`. */
export interface DirectoryClient {
  readonly baseUrl: string;
  /** @throws PosthornError `agency-unknown`, `signature-invalid` */
  agency(clientId: string): Promise<AgencyRecord>;
  /** @throws PosthornError `signature-invalid` when one of them is not signed by itself */
  agencies(): Promise<AgencyRecord[]>;
  catalogue(): Promise<CatalogueEntry[]>;
  regions(): Promise<Region[]>;
  /**
   * @param version without it the newest
   * @throws PosthornError `service-unknown`, `agency-unknown`, `signature-invalid`, `service-invalid`
   */
  service(agency: string, id: string, version?: number): Promise<SignedService>;
  /** @throws PosthornError `no-agency-responsible` */
  responsible(service: string, region: string): Promise<ResponsibleAgency>;
  /** Registers an agency or renews its record; does nothing when the directory says the same already. */
  publishAgency(profile: AgencyProfile, key: PrivateKey): Promise<void>;
  /** Publishes a service of a registered agency; the same content again is no error. */
  publishService(agency: string, definition: ServiceDefinition, key: PrivateKey): Promise<void>;
}

/**
 * Opens a directory. Nothing is fetched yet. Answers are kept in memory and asked for again only when they have changed (ETag).
 *
 * @param baseUrl the directory's public URL, the very one it is configured with: it is the `aud` of what is published
 */
export function openDirectory(baseUrl: string, options: { fetch?: typeof fetch } = {}): DirectoryClient {
  const http = openDirectoryHttp(baseUrl, options.fetch ?? globalThis.fetch.bind(globalThis));
  const { baseUrl: aud } = http;

  async function agency(clientId: string): Promise<AgencyRecord> {
    const path = `/directory/agencies/${encodeURIComponent(clientId)}`;
    return http.read(path, signedReply, ({ jws }) => verifyRecord(jws, clientId));
  }

  return {
    baseUrl: aud,
    agency,
    agencies: () =>
      http.read('/directory/agencies', agenciesReply, ({ agencies }) =>
        Promise.all(agencies.map(({ clientId, jws }) => verifyRecord(jws, clientId))),
      ),
    catalogue: () => http.read('/directory/catalogue', catalogueReply, ({ entries }) => entries),
    regions: () => http.read('/directory/regions', regionsReply, ({ regions }) => regions),
    service: async (clientId, id, version) => readService(http, await agency(clientId), id, version),
    responsible: (service, region) => {
      const query = new URLSearchParams({ service, region });
      return http.read(`/directory/responsible?${query}`, responsibleReply, (reply) => reply);
    },

    async publishAgency(profile, key) {
      const current = await agency(profile.clientId).catch(ignoreUnknown);
      if (current !== null && current.jwk.kid === key.kid && sameProfile(current, profile)) return;
      const { clientId: iss, displayName, description, matrix } = profile;
      const registration = { iss, aud, displayName, ...(description !== undefined && { description }), matrix };
      await http.send(await signAgencyRegistration(registration, key, laterThan(current)));
    },

    async publishService(clientId, service, key) {
      const definition = JSON.parse(JSON.stringify(service)) as PublishedDefinition;
      await http.send(await signServicePublication({ iss: clientId, aud, definition }, key));
    },
  };
}

async function verifyRecord(jws: string, clientId: string): Promise<AgencyRecord> {
  const { payload } = await verifyAgencyRegistration(jws);
  if (payload.iss !== clientId) throw notItsOwn('The directory gave the record of another agency.');
  return toRecord(payload, jws);
}

async function readService(
  http: DirectoryHttp,
  agency: AgencyRecord,
  id: string,
  version: number | undefined,
): Promise<SignedService> {
  const query = version === undefined ? '' : `?version=${version}`;
  const path = `/directory/services/${encodeURIComponent(agency.clientId)}/${encodeURIComponent(id)}${query}`;
  // Verified at each use, because the agency's record may have changed since the service was fetched.
  const jws = await http.read(path, signedReply, (reply) => reply.jws);
  const { payload } = await verifyServicePublication(jws, { agencyKey: agency.jwk });
  const { iss, definition } = payload;
  if (iss !== agency.clientId || definition.id !== id || definition.version !== (version ?? definition.version)) {
    throw notItsOwn('The directory gave another service than the one asked for.');
  }
  return { definition: readDefinition(definition, `${id}.json`), agency, jws };
}

function toRecord(payload: AgencyRegistration, jws: string): AgencyRecord {
  const { iss, displayName, description, jwk, matrix, iat } = payload;
  return { clientId: iss, displayName, ...(description && { description }), jwk, matrix, issuedAt: iat, jws };
}

function sameProfile(a: AgencyProfile, b: AgencyProfile): boolean {
  const [left, right] = [a, b].map(({ displayName, description = null, matrix }) =>
    canonicalJson({ displayName, description, matrix }),
  );
  return left === right;
}

/** Now, or a second after the current record: the directory takes only what is newer. */
function laterThan(record: AgencyRecord | null): Date {
  return new Date(Math.max(Date.now(), ((record?.issuedAt ?? 0) + 1) * 1000));
}

function ignoreUnknown(error: unknown): null {
  if (error instanceof PosthornError && error.code === 'agency-unknown') return null;
  throw error;
}

function notItsOwn(problem: string): PosthornError {
  return new PosthornError('signature-invalid', problem, {
    mend: 'Do not act on it. Tell the operator of the directory.',
  });
}
