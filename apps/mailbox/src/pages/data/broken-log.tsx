import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { hostOf } from '../../components/names.ts';
import { useSession } from '../../session/session-context.tsx';

/** The access log has been tampered with: what that means, who has to be told, and with what. */
export function BrokenLog({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactElement {
  const { t } = useTranslation('data');
  const operator = hostOf(useSession().config.directory);
  const steps = t('brokenLog.steps', { returnObjects: true, operator }) as string[];
  return (
    <Alert kind="danger" title={t('brokenLog.title')} isLive>
      <p>{t('brokenLog.where', { number: seqOf(error) })}</p>
      <p>{t('brokenLog.means')}</p>
      <ol className="kern-list kern-list--number">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Button look="secondary" onClick={onRetry}>
        {t('brokenLog.again')}
      </Button>
    </Alert>
  );
}

/** The number of the entry at which the log breaks. */
function seqOf(error: unknown): unknown {
  return (error as { details?: { seq?: unknown } }).details?.seq;
}
