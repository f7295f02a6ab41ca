import type { Case, CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../../session/session-context.tsx';
import { StoppedNote } from './stopped-note.tsx';

/** How far an own message got. */
export function DeliveryNote({ matter, event }: { matter: Case; event: CaseEvent }): ReactElement | null {
  const { t } = useTranslation('cases');
  const isOnline = useOnline();
  const { delivery } = event;
  if (delivery === null) return null;
  if (delivery === 'stopped') return <StoppedNote matter={matter} event={event} />;
  return (
    <p className="delivery kern-body--small" data-delivery={delivery}>
      {t(`delivery.${wordOf(event, isOnline)}`)}
    </p>
  );
}

function wordOf({ kind, delivery }: CaseEvent, isOnline: boolean): string {
  if (delivery === 'sending' && !isOnline) return 'waiting';
  return delivery === 'not-understood' && kind === 'answer' ? 'not-taken' : (delivery ?? '');
}
