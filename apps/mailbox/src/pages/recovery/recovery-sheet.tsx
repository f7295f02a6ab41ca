import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { useDates } from '../../i18n/dates.ts';
import { inGroups } from './recovery-code.ts';
import '../../styles/recovery.css';

const QrCode = lazy(() => import('../../components/qr-code.tsx').then((module) => ({ default: module.QrCode })));

/** The recovery code to print or to save: for the day on which no device and no passkey is left. */
export function RecoverySheet({ code }: { code: string }): ReactElement {
  const { t } = useTranslation('recovery');
  const dates = useDates();
  const [now] = useState(() => new Date());
  const groups = inGroups(code);
  const date = dates.day(now);
  const steps = t('sheet.steps', { returnObjects: true, address: globalThis.location.origin }) as string[];
  return (
    <div className="recovery-sheet-frame">
      <section className="recovery-sheet" aria-label={t('sheet.title')}>
        <p className="kern-title">{t('sheet.heading')}</p>
        <p className="kern-body">{t('sheet.purpose')}</p>
        <div className="recovery-sheet-code">
          <p className="recovery-code" translate="no" data-test="recovery-secret">
            {groups}
          </p>
          <Suspense fallback={<Loading />}>
            <QrCode content={groups} label={t('sheet.qr')} />
          </Suspense>
        </div>
        <ol className="kern-list kern-list--number">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className="kern-body">{t('sheet.safe')}</p>
        <p className="kern-body kern-body--small">{t('sheet.made', { date })}</p>
      </section>
      <div className="actions">
        <Button look="secondary" onClick={() => globalThis.print()}>
          {t('sheet.print')}
        </Button>
        <Button
          look="secondary"
          onClick={() => {
            const heading = [t('sheet.heading'), t('sheet.purpose'), groups];
            const lines = [...heading, ...steps, t('sheet.safe'), t('sheet.made', { date })];
            saveText(t('sheet.file'), lines.join('\r\n\r\n'));
          }}
        >
          {t('sheet.save')}
        </Button>
      </div>
    </div>
  );
}

function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
