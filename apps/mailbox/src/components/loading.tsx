import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Says that something is being loaded; read out once. */
export function Loading({ text }: { text?: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status">
      <span className="kern-loader kern-loader--visible" aria-hidden="true" />
      <span className="kern-body">{text ?? t('loading')}</span>
    </div>
  );
}
