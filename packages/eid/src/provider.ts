import { Provider, interactionPolicy, type ClientMetadata, type Configuration } from 'oidc-provider';
import type { EidKeys } from './keys.ts';
import { assuranceLevels } from './levels.ts';
import { displayName, type EidPerson } from './persons.ts';
import type { RecordStore } from './record-store.ts';
import type { SubjectStore } from './subjects.ts';

/** A program that may ask the eID who somebody is. */
export interface EidClient {
  readonly clientId: string;
  /** What the login page calls it. */
  readonly name: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

/** What the OpenID provider is put together from. */
export interface ProviderParts {
  readonly issuer: string;
  readonly clients: readonly EidClient[];
  readonly keys: EidKeys;
  readonly subjects: SubjectStore;
  readonly records: RecordStore;
  readonly findPerson: (id: string) => EidPerson | undefined;
}

/** The OpenID provider: authorization code flow with pairwise subjects, nothing else. */
export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.issuer, {
    clients: parts.clients.map(clientMetadata),
    jwks: { keys: [parts.keys.signing] },
    cookies: { keys: [parts.keys.cookie] },
    adapter: (kind) => parts.records.adapter(kind),
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: async (_ctx, accountId, client) => parts.subjects.subjectOf(accountId, client.clientId),
    findAccount: async (_ctx, id) => {
      const person = parts.findPerson(id);
      return person && { accountId: id, claims: async () => ({ sub: id, ...claimsOf(person) }) };
    },
    acrValues: [...assuranceLevels],
    claims: {
      openid: ['sub', 'acr'],
      profile: ['name', 'given_name', 'family_name', 'birthdate', 'legal_name', 'register_number'],
      address: ['address'],
    },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { policy: askEachTime(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantWhatWasAsked,
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    renderError: async (ctx, out) => {
      ctx.type = 'text';
      ctx.body = `${out.error}: ${out.error_description ?? 'start the sign-in again from the page you came from'}`;
    },
  } satisfies Configuration);
}

function clientMetadata(client: EidClient): ClientMetadata {
  return {
    client_id: client.clientId,
    client_name: client.name,
    client_secret: client.clientSecret,
    redirect_uris: [...client.redirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    subject_type: 'pairwise',
    id_token_signed_response_alg: 'ES256',
  };
}

/** An identity card is put on the reader for each sign-in: there is no session that signs in silently. */
function askEachTime(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('card_needed', 'the person signs in each time', (ctx) =>
        ctx.oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/** The login page says what is passed on; signing in is the consent to exactly that. */
const grantWhatWasAsked: NonNullable<Configuration['loadExistingGrant']> = async (ctx) => {
  const { client, session, provider, params } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(typeof params?.['scope'] === 'string' ? params['scope'] : 'openid');
  await grant.save();
  return grant;
};

function claimsOf(person: EidPerson): Record<string, unknown> {
  const { street, postcode, town } = person.address;
  const address = { street_address: street, postal_code: postcode, locality: town, country: 'DE' };
  if (person.kind === 'company') {
    return { name: person.legalName, legal_name: person.legalName, register_number: person.registerNumber, address };
  }
  const { givenName, familyName, birthDate } = person;
  return { name: displayName(person), given_name: givenName, family_name: familyName, birthdate: birthDate, address };
}
