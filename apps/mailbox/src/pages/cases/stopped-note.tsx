import type { Case, CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { replyFieldId } from './reply-box.tsx';

/** Trying again would not help, or would send something to somebody else. */
const final: ReadonlySet<string> = new Set(['agency-key-changed', 'identity-changed', 'own-identity-replaced']);

/** Why an own message was not sent, with what can be done: try again, or take it back. */
export function StoppedNote({ matter, event }: { matter: Case; event: CaseEvent }): ReactElement {
  const { t } = useTranslation('cases');
  const person = usePerson();
  const [, navigate] = useLocation();
  const { kind, problem } = event;
  const takingBack = useAction(async () => {
    // The text is kept where it was written, unless something else stands there by now.
    const keepsText = kind === 'reply' && matter.unsentText === '';
    if (keepsText) await matter.keepUnsentText(event.text);
    if (!(await matter.discard(event))) {
      if (keepsText) await matter.keepUnsentText('');
    } else if (kind === 'application') navigate(`/apply/${event.id}`, { replace: true });
    else document.getElementById(replyFieldId)?.focus();
  });
  return (
    <>
      <ErrorAlert error={problem} {...(!final.has(problem?.code ?? '') && { onRetry: () => void person.retry() })} />
      <div className="actions">
        <Button look="tertiary" isBusy={takingBack.isRunning} onClick={() => void takingBack.run()}>
          {t(kind === 'application' ? 'stopped.toDraft' : 'stopped.takeBack')}
        </Button>
      </div>
      {takingBack.error !== null && <ErrorAlert error={takingBack.error} />}
    </>
  );
}
