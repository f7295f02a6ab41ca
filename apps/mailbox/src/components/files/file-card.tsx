import '../../styles/files.css';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../session/use-action.ts';
import { Button } from '../button.tsx';
import { ErrorAlert } from '../error-alert.tsx';
import { FilePreview } from './file-preview.tsx';
import { fileSize } from './file-size.ts';
import { previewKind } from './preview-kind.ts';
import { saveFile } from './save-file.ts';

export interface FileCardProps {
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Gives the checked bytes. */
  load: () => Promise<Uint8Array>;
}

/** A file with its name, kind and size, to look at and to save. */
export function FileCard({ name, mediaType, size, load }: FileCardProps): ReactElement {
  const { t, i18n } = useTranslation('files');
  const [shown, setShown] = useState<Uint8Array | null>(null);
  const opening = useAction(async () => setShown(await load()));
  const saving = useAction(async () => saveFile(name, await load()));
  const kind = previewKind(mediaType);
  const error = opening.error ?? saving.error;
  return (
    <div className="file">
      <p className="file-name kern-body">
        <span className="kern-icon kern-icon--draft" aria-hidden="true" />
        <span>
          <strong>{name}</strong>
          <span className="file-size kern-body--small">
            {t([`types.${mediaType}`, 'types.other'])}, {fileSize(size, i18n.language)}
          </span>
        </span>
      </p>
      <div className="file-actions">
        {kind !== null && (
          <Button look="secondary" isBusy={opening.isRunning} onClick={() => void opening.run()}>
            {t('show')}
            <span className="kern-sr-only"> {name}</span>
          </Button>
        )}
        <Button look="tertiary" isBusy={saving.isRunning} onClick={() => void saving.run()}>
          {t('save')}
          <span className="kern-sr-only"> {name}</span>
        </Button>
      </div>
      {error !== null && <ErrorAlert error={error} />}
      {shown !== null && kind !== null && (
        <FilePreview
          name={name}
          kind={kind}
          mediaType={mediaType}
          bytes={shown}
          onSave={() => saveFile(name, shown)}
          onClose={() => setShown(null)}
        />
      )}
    </div>
  );
}
