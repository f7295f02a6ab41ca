import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { readQrFile } from '../../components/qr-scanner-reader.ts';
import { QrScanner } from '../../components/qr-scanner.tsx';
import { TextField } from '../../components/text-field.tsx';
import { linkIn } from './link-in.ts';

/** Three ways to the link of a service's page: the camera, a picture, the link itself. */
export function FindCode({ onLink }: { onLink: (link: string) => void }): ReactElement {
  const { t } = useTranslation('connect');
  const [isScanning, setScanning] = useState(false);
  const [problem, setProblem] = useState<'picture' | 'code' | null>(null);

  function found(text: string | null): void {
    const link = text === null ? null : linkIn(text);
    setScanning(false);
    setProblem(text === null ? 'picture' : link === null ? 'code' : null);
    if (link !== null) onLink(link);
  }

  return (
    <div className="ways">
      <section aria-labelledby="way-camera">
        <h2 className="kern-title kern-title--large" id="way-camera">
          {t('ways.scan.title')}
        </h2>
        {problem !== null && (
          <Alert kind="warning" title={t(`problems.${problem}.title`)} isLive>
            <p>{t(`problems.${problem}.mend`)}</p>
          </Alert>
        )}
        {isScanning ? (
          <QrScanner onCode={found} onClose={() => setScanning(false)} />
        ) : (
          <div className="actions">
            <Button onClick={() => setScanning(true)}>{t('ways.scan.camera')}</Button>
            <PictureButton onText={found} />
          </div>
        )}
      </section>
      <section aria-labelledby="way-link">
        <h2 className="kern-title kern-title--large" id="way-link">
          {t('ways.link.title')}
        </h2>
        <LinkForm onLink={onLink} />
      </section>
    </div>
  );
}

/** Takes a picture or a screenshot of the code. It is read on this device. */
function PictureButton({ onText }: { onText: (text: string | null) => void }): ReactElement {
  const { t } = useTranslation('connect');
  return (
    <label className="kern-btn kern-btn--secondary file-way">
      <span className="kern-label">{t('ways.scan.picture')}</span>
      <input
        type="file"
        accept="image/*"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void readQrFile(file).then(onText);
        }}
      />
    </label>
  );
}

function LinkForm({ onLink }: { onLink: (link: string) => void }): ReactElement {
  const { t } = useTranslation('connect');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const field = useId();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const link = linkIn(text);
        if (link !== null) return onLink(link);
        setProblem(t(text.trim() === '' ? 'ways.link.missing' : 'ways.link.wrong'));
        document.getElementById(field)?.focus();
      }}
    >
      <TextField
        id={field}
        label={t('ways.link.label')}
        hint={t('ways.link.hint')}
        problem={problem}
        value={text}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onText={(next) => {
          setText(next);
          setProblem('');
        }}
      />
      <Button type="submit" look="secondary">
        {t('ways.link.open')}
      </Button>
    </form>
  );
}
