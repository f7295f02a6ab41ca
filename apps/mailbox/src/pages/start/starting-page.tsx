import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';
import type { StartStep } from '../../session/session.ts';

/** What the person sees while keys are loaded and made. */
export function StartingPage({ step }: { step: StartStep }): ReactElement {
  const { t } = useTranslation();
  return <Loading text={t(`start.${step}`)} />;
}
