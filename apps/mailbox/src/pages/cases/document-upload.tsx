import type { Case, CaseEventOf } from '@posthorn/citizen';
import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { FileDrop } from '../../components/files/file-drop.tsx';
import { fileSize } from '../../components/files/file-size.ts';
import { readFile } from '../../components/files/read-file.ts';
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
  const chooser = useRef<HTMLInputElement>(null);
  const sending = useAction(async (chosen: File) => {
    const read = await readFile(chosen, request.maxSize);
    const onProgress = (sent: number, total: number): void => setShare(total === 0 ? 1 : sent / total);
    await matter.upload(request, read, { onProgress });
    onSent();
  });
  const choose = (chosen: File | undefined): void => {
    sending.clear();
    setShare(null);
    setFile(chosen ?? null);
  };
  return (
    <div className="upload">
      <FileDrop
        id={id}
        rule={request}
        isMultiple={false}
        isDisabled={sending.isRunning}
        describedBy={`${id}-chosen`}
        chooser={chooser}
        onFiles={([chosen]) => choose(chosen)}
      />
      <p id={`${id}-chosen`} role="status">
        {file !== null && t('chosen', { name: file.name, size: fileSize(file.size, i18n.language) })}
      </p>
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
