import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';

/** Where the person confirms, and how it goes on. */
interface Waiting {
  url: string;
  done: () => void;
}

/** What the homeserver's page says to the window that opened it. Source: Matrix specification, "Fallback" of user-interactive authentication. */
const doneMessage = 'authDone';

/**
 * Lets the person confirm something at the eID, in a window of its own. Closing the dialog ends the wait, too: the homeserver then says
 * that the confirmation is missing.
 */
export function useEidConfirmation(): { authorise: (url: string) => Promise<void>; dialog: ReactElement | null } {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const authorise = useCallback(async (url: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    setWaiting({ url, done: resolve });
    await promise;
    setWaiting(null);
  }, []);
  return { authorise, dialog: waiting && <ConfirmationDialog {...waiting} /> };
}

function ConfirmationDialog({ url, done }: Waiting): ReactElement {
  const { t } = useTranslation('settings');
  const [page, setPage] = useState<Window | null>(null);
  useEffect(() => {
    function hear({ data, origin }: MessageEvent): void {
      if (data !== doneMessage || origin !== new URL(url).origin) return;
      page?.close();
      done();
    }
    globalThis.addEventListener('message', hear);
    return () => globalThis.removeEventListener('message', hear);
  }, [url, done, page]);
  const open = (): void => setPage(globalThis.open(url, 'posthorn-eid', 'popup,width=520,height=720'));
  return (
    <Dialog
      title={t('confirmation.title')}
      onClose={done}
      footer={
        <>
          <Button onClick={open}>{t(page === null ? 'confirmation.open' : 'confirmation.again')}</Button>
          {page !== null && (
            <Button look="secondary" onClick={done}>
              {t('confirmation.done')}
            </Button>
          )}
          <Button look="tertiary" onClick={done}>
            {t('common:cancel')}
          </Button>
        </>
      }
    >
      <p className="kern-body" role="status">
        {t(page === null ? 'confirmation.text' : 'confirmation.waiting')}
      </p>
    </Dialog>
  );
}
