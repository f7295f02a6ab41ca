import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { fileSize } from '../../components/files/file-size.ts';
import { saveFile } from '../../components/files/save-file.ts';
import { Page } from '../../components/page.tsx';
import { baseLanguage } from '../../i18n/i18n.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** Everything of the account in one file. It is put together on this device, where alone it can be read. */
export function ExportPage(): ReactElement {
  const { t, i18n } = useTranslation('data');
  const person = usePerson();
  const language = baseLanguage(i18n.language);
  const [archive, setArchive] = useState<Uint8Array | null>(null);
  const packing = useAction(async () => {
    const made = await person.data.exportAccount({ language });
    setArchive(made);
    save(made);
  });
  return (
    <Page title={t('export.title')} above={t('title')}>
      <p className="kern-body kern-body--large">{t('export.intro')}</p>
      <Alert kind="warning" title={t('export.careful')}>
        <p>{t('export.carefulText')}</p>
      </Alert>
      <div role="status">
        {packing.isRunning && (
          <div className="kern-progress">
            <label className="kern-label" htmlFor="packing">
              {t('export.packing')}
            </label>
            <progress id="packing" />
          </div>
        )}
        {archive !== null && !packing.isRunning && (
          <Alert kind="success" title={t('export.done', { size: fileSize(archive.length, language) })}>
            <p>{t('export.doneText')}</p>
            <Button look="secondary" onClick={() => save(archive)}>
              {t('export.again')}
            </Button>
          </Alert>
        )}
      </div>
      {packing.error !== null && <ErrorAlert error={packing.error} />}
      <div className="actions">
        <Button isBusy={packing.isRunning} onClick={() => void packing.run()}>
          {t('export.begin')}
        </Button>
        <ButtonLink to="/data" look="tertiary">
          {t('back')}
        </ButtonLink>
      </div>
    </Page>
  );
}

function save(archive: Uint8Array): void {
  saveFile(`posthorn-${new Date().toISOString().slice(0, 10)}.zip`, archive);
}
