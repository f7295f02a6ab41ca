import type { LoginRequest } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { ButtonLink } from '../../components/button.tsx';

interface DoneProps {
  title: string;
  /** clientId */
  service: string;
  kind: LoginRequest['kind'];
  /** How many points were approved. */
  shared: number;
}

/** The answer has arrived: what it means and where to go now. */
export function Done({ title, service, kind, shared }: DoneProps): ReactElement {
  const { t } = useTranslation('connect');
  return (
    <>
      <Alert kind="success" title={title} takesFocus>
        <p>{t('done.back')}</p>
        {kind === 'connection' && <p>{t('done.shared', { count: shared })}</p>}
      </Alert>
      <div className="actions">
        <ButtonLink to={`/data/connections/${encodeURIComponent(service)}`} look="secondary">
          {t('done.look')}
        </ButtonLink>
        <ButtonLink to="/" look="tertiary">
          {t('toHome')}
        </ButtonLink>
      </div>
    </>
  );
}
