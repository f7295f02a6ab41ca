import type { Person } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Page } from '../../components/page.tsx';
import { UnsentNote } from '../../components/unsent-note.tsx';
import { useSession } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** The homeserver has ended this device's session. Nothing is shown of what is on it, and nothing is removed unasked. */
export function SessionEndedPage({ person }: { person: Person | null }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const [isAsking, setAsking] = useState(false);
  const removing = useAction(() => session.signOut());
  return (
    <Page title={t('ended.title')}>
      <p className="kern-body">{t('ended.text')}</p>
      {person !== null && <UnsentNote person={person} text={t('ended.waits')} />}
      <p className="kern-body">{t('ended.again')}</p>
      <div className="actions">
        <Button onClick={() => void session.signIn()}>{t('ended.signIn')}</Button>
        <Button look="secondary" onClick={() => setAsking(true)}>
          {t('ended.remove')}
        </Button>
      </div>
      <p className="kern-body kern-body--small">{t('ended.unknown')}</p>
      {isAsking && (
        <ConfirmDialog
          title={t('ended.remove')}
          deed={t('ended.removeConfirm')}
          keep={t('cancel')}
          action={removing}
          onClose={() => setAsking(false)}
        >
          <p className="kern-body">{t('ended.removeText')}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}
