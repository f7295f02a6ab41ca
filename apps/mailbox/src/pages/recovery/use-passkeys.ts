import { useTranslation } from 'react-i18next';
import { useDates } from '../../i18n/dates.ts';
import type { Person } from '@posthorn/citizen';
import { createPasskey } from '../../passkey/passkey.ts';

/** Gives the action that makes a passkey and lets it open the account. `name`: as the person's list shows it; default: the date. */
export function useAddPasskey(person: Person): (name?: string) => Promise<void> {
  const { t } = useTranslation('recovery');
  const dates = useDates();
  return async (name = '') => {
    const known = (await person.recoveryLocks()).map(({ credentialId }) => credentialId);
    const { secret, ...passkey } = await createPasskey(t('passkey.label'), known);
    const shown = name.trim() || t('passkey.defaultName', { date: dates.day(new Date()) });
    await person.addRecoveryLock({ ...passkey, name: shown }, secret);
  };
}
