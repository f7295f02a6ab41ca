import type { Person } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useChanges, useLoaded } from '../session/use-live.ts';
import { Alert } from './alert.tsx';

/** What only this device has, if there is any. @param text what becomes of it */
export function UnsentNote({ person, text }: { person: Person; text: string }): ReactElement | null {
  const { t } = useTranslation();
  const changes = useChanges('drafts', 'case');
  const unsent = useLoaded(() => person.unsent(), [changes]);
  if (unsent.state !== 'ready') return null;
  const { drafts, messages, texts } = unsent.value;
  if (drafts + messages + texts === 0) return null;
  return (
    <Alert kind="warning" title={t('unsent.title')}>
      <ul className="kern-list kern-list--bullet">
        {drafts > 0 && <li>{t('unsent.drafts', { count: drafts })}</li>}
        {messages > 0 && <li>{t('unsent.messages', { count: messages })}</li>}
        {texts > 0 && <li>{t('unsent.texts', { count: texts })}</li>}
      </ul>
      <p>{text}</p>
    </Alert>
  );
}
