import type { OwnAttachment } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { FileCard } from '../../../components/files/file-card.tsx';
import { useApplication, useApplicationState } from '../application-context.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** A file that is attached: what it is, a look at it, how far it has come, and the way to take it out. */
export function AttachedFile({ file, onRemove }: { file: OwnAttachment; onRemove: () => void }): ReactElement {
  const { t } = useTranslation('apply');
  const { draft } = useApplication();
  const { transfer } = useApplicationState();
  const isOnItsWay = file.file === null && transfer !== null;
  return (
    <li className="apply-file">
      <Thumbnail file={file} />
      <div className="apply-file-body">
        <FileCard name={file.name} mediaType={file.mediaType} size={file.size} load={() => draft.file(file)} />
        {isOnItsWay && (
          <progress aria-label={t('file.bringing', { name: file.name })} max={transfer.total} value={transfer.sent} />
        )}
        <Button look="tertiary" onClick={onRemove}>
          {t('file.remove')}
          <span className="kern-sr-only"> {file.name}</span>
        </Button>
      </div>
    </li>
  );
}
