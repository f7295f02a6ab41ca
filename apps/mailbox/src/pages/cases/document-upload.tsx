import type { Case, CaseEventOf } from '@posthorn/citizen';
import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { fileSize } from '../../components/files/file-size.ts';
import { useAction } from '../../session/use-action.ts';

interface DocumentUploadProps {
  matter: Case;
  request: CaseEventOf<'document-request'>;
  onSent: () => void;
}

/** Chooses a file, or takes a picture, and sends it. */
export function DocumentUpload({ matter, request, onSent }: DocumentUploadProps): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const camera = useRef<HTMLInputElement>(null);
  const sending = useAction(async (chosen: File) => {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const onProgress = (sent: number, total: number): void => setShare(total === 0 ? 1 : sent / total);
    await matter.upload(request, { name: chosen.name, mediaType: chosen.type, bytes }, { onProgress });
    onSent();
  });
  const choose = (chosen: File | undefined): void => {
    sending.clear();
    setShare(null);
    setFile(chosen ?? null);
  };
  const takesPictures = request.accept.some((type) => type.startsWith('image/'));
  return (
    <div className="upload">
      <div className="kern-form-input">
        <label className="kern-label" htmlFor={id}>
          {t('chooseFile')}
        </label>
        <input
          id={id}
          type="file"
          className="kern-form-input__input upload-input"
          accept={request.accept.join(',')}
          onChange={({ target }) => choose(target.files?.[0])}
        />
      </div>
      {takesPictures && (
        <div className="upload-camera">
          <input
            ref={camera}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label={t('takePicture')}
            onChange={({ target }) => choose(target.files?.[0])}
          />
          <Button look="secondary" onClick={() => camera.current?.click()}>
            {t('takePicture')}
          </Button>
        </div>
      )}
      {file !== null && <p>{t('chosen', { name: file.name, size: fileSize(file.size, i18n.language) })}</p>}
      {sending.error !== null && <ErrorAlert error={sending.error} />}
      {file !== null && (
        <Button isBusy={sending.isRunning} onClick={() => void sending.run(file)}>
          {t('sendFile')}
        </Button>
      )}
      {sending.isRunning && share !== null && (
        <progress className="upload-progress" max={1} value={share} aria-label={t('uploading')} />
      )}
    </div>
  );
}
