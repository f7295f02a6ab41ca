import type { CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { useOnline, usePerson } from '../../session/session-context.tsx';

/** Trying again would not help, or would send something to somebody else. */
const final: ReadonlySet<string> = new Set(['agency-key-changed', 'identity-changed', 'own-identity-replaced']);

/** How far an own message got. */
export function DeliveryNote({ event }: { event: CaseEvent }): ReactElement | null {
  const { t } = useTranslation('cases');
  const person = usePerson();
  const isOnline = useOnline();
  const { delivery, problem } = event;
  if (delivery === null) return null;
  if (delivery === 'stopped') {
    return (
      <ErrorAlert error={problem} {...(!final.has(problem?.code ?? '') && { onRetry: () => void person.retry() })} />
    );
  }
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
