import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from './alert.tsx';
import { Button } from './button.tsx';

/** What went wrong and what to do next, in the person's words: by the error's code, see `errors.json`. */
export function ErrorAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactElement {
  const { t } = useTranslation('errors');
  const code = codeOf(error);
  return (
    <Alert kind="danger" title={t([`${code}.title`, 'other.title'])} isLive>
      <p>{t([`${code}.mend`, 'other.mend'])}</p>
      <p className="kern-body--small">{t('code', { code })}</p>
      {onRetry !== undefined && (
        <Button look="secondary" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Alert>
  );
}

/** The stable code of an error of the SDK; 'unexpected' for anything else. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[a-z-]+$/.test(code) ? code : 'unexpected';
}
