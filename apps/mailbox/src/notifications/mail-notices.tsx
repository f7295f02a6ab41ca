import type { Person } from '@posthorn/citizen';
import { useEffect, useEffectEvent, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../i18n/text-of.ts';
import { usePerson, useSession } from '../session/session-context.tsx';

/**
 * While the app is open in the background, says who wrote: the name is known only here, after decryption. When the app is closed, the
 * service worker says that there is mail, and no more.
 */
export function MailNotices(): ReactElement | null {
  const { t, i18n } = useTranslation('notifications');
  const session = useSession();
  const person = usePerson();
  const known = useRef<Map<string, number> | null>(null);

  const look = useEffectEvent(() => {
    const before = known.current;
    known.current = unreadByCase(person);
    if (before === null || !document.hidden || !mayNotify()) return;
    for (const [caseId, unread] of known.current) {
      if (unread <= (before.get(caseId) ?? 0)) continue;
      void notify(t('mailFrom', { agency: textOf(person.case(caseId).agency.name, i18n.language) }), caseId);
    }
  });

  useEffect(() => {
    look();
    return session.onChange(({ kind }) => {
      if (kind === 'case') look();
    });
  }, [session]);
  return null;
}

function mayNotify(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted';
}

function unreadByCase(person: Person): Map<string, number> {
  return new Map(person.cases().map(({ id, unread }) => [id, unread]));
}

async function notify(body: string, caseId: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.showNotification('Posthorn', { body, icon: '/icon.svg', tag: caseId });
}
