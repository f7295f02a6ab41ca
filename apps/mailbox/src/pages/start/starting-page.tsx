import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';
import type { StartStep } from '../../session/session.ts';

/** What the person sees while keys are loaded and made. */
export function StartingPage({ step }: { step: StartStep }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <h1 className="kern-sr-only">{t('product')}</h1>
      <Loading text={t(`start.${step}`)} />
    </>
  );
}
