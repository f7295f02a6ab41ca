import { PosthornError, verifyAgencyRegistration, type AgencyRegistration } from '@posthorn/protocol';
import { admits } from '../directory/admission.ts';
import { findAgency, saveAgency } from '../directory/agencies.ts';
import { lockDirectory } from '../directory/revision.ts';
import type { MessageHandler, VerifiedMessage } from './message.ts';

interface VerifiedRegistration extends VerifiedMessage {
  payload: AgencyRegistration;
}

/** An agency registers, or renews what the directory says about it. */
export const agencyRegistration: MessageHandler<VerifiedRegistration> = {
  // A new agency brings its key along; whether it is the right one is decided from our record.
  async verify(jws, _claims, { config }) {
    const delivery = { audience: config.baseUrl, now: new Date() };
    const { key, payload } = await verifyAgencyRegistration(jws, { delivery });
    checkClientId(payload.iss);
    return { jws, payload, key };
  },

  async authorise({ payload, key }, transaction, { config }) {
    // First of all, so that two registrations at once come one after the other.
    await lockDirectory(transaction);
    const record = await findAgency(payload.iss, transaction);
    if (record === undefined) {
      if (!admits(config.admission, key.kid)) throw notAdmitted();
      return;
    }
    if (record.key_thumbprint !== key.kid) throw otherKey();
    if (record.iat >= payload.iat) throw outdated();
  },

  async apply({ jws, payload, key }, transaction) {
    await saveAgency({ client_id: payload.iss, key_thumbprint: key.kid, iat: payload.iat, jws }, transaction);
    return { agency: payload.iss };
  },
};

/** One agency has one name: a URL in its normal form, without credentials, query and fragment. */
function checkClientId(clientId: string): void {
  const url = URL.parse(clientId);
  const bare = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (bare && !clientId.endsWith('/') && [clientId, `${clientId}/`].includes(url.href)) return;
  throw new PosthornError('block-malformed', 'The iss of an agency is not a plain URL in its normal form.', {
    mend: 'Use a URL such as https://kiel.example: no user, query, fragment, dot segments or slash at the end; host in lower case.',
  });
}

function notAdmitted(): PosthornError {
  return new PosthornError('agency-not-admitted', 'The key of this agency is not on the list of admitted agencies.', {
    mend: "Ask the directory's operator to add the key's thumbprint to POSTHORN_AGENCY_KEYS.",
  });
}

function otherKey(): PosthornError {
  return new PosthornError('agency-key-mismatch', 'This agency is registered with another key.', {
    mend: 'Sign with the key of the first registration; only its holder may change the agency.',
  });
}

function outdated(): PosthornError {
  return new PosthornError(
    'message-outdated',
    'The directory has a registration of this agency that is as new or newer.',
    {
      mend: 'Sign the registration anew with a later iat.',
    },
  );
}
