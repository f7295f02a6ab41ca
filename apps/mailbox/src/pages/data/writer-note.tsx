import type { OpenedDocument } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { useDates } from '../../i18n/dates.ts';

interface WriterNoteProps {
  opened: OpenedDocument;
  /** Of a service, by its clientId. */
  nameOf: (id: string) => string;
}

/** Who says what a document says, and whether that is proven. */
export function WriterNote({ opened, nameOf }: WriterNoteProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { writer, problem } = opened;
  const who = nameOf(writer.service);
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
