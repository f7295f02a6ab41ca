import type { OpenedDocument } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import type { Names } from '../../components/names.ts';
import { useDates } from '../../i18n/dates.ts';

interface WriterNoteProps {
  opened: OpenedDocument;
  names: Names;
}

/** Who says what a document says, and whether that is proven. */
export function WriterNote({ opened, names }: WriterNoteProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { writer, problem } = opened;
  const who = names.service(writer.service);
  if (!writer.verified) {
    return (
      <Alert kind="warning" title={t('writer.notVerified')}>
        <p>{t('writer.notVerifiedText', { who, code: problem })}</p>
      </Alert>
    );
  }
  return (
    <Alert kind={writer.bound ? 'success' : 'info'} title={t('writer.verified', { who })}>
      <p>
        {writer.signedAt !== null && t('writer.signedAt', { time: dates.time(writer.signedAt) })}{' '}
        {t(writer.bound ? 'writer.bound' : 'writer.notBound')}
      </p>
    </Alert>
  );
}
