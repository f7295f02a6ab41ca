import '../../styles/files.css';
import { useState, type DragEvent, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileRule } from '@posthorn/service-definition';
import { fileSizeText, fileTypesText } from './file-words.ts';

interface FileDropProps {
  id: string;
  rule: FileRule;
  isMultiple: boolean;
  isDisabled: boolean;
  describedBy: string;
  /** The button that chooses a file: the focus goes there when a file was taken out. */
  chooser: RefObject<HTMLInputElement | null>;
  onFiles: (files: File[]) => void;
}

/** The ways to bring a file: choose it, drop it, or take a photo with the phone. What is taken is said before. */
export function FileDrop({
  id,
  rule,
  isMultiple,
  isDisabled,
  describedBy,
  chooser,
  onFiles,
}: FileDropProps): ReactElement {
  const { t, i18n } = useTranslation('files');
  const [isOver, setOver] = useState(false);
  const pictures = rule.accept.filter((type) => type.startsWith('image/'));
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (!isDisabled) onFiles(isMultiple ? files : files.slice(0, 1));
  };
  const inputProps = {
    type: 'file',
    disabled: isDisabled,
    className: 'kern-sr-only file-drop-input',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const files = [...(event.target.files ?? [])];
      event.target.value = '';
      if (files.length > 0) onFiles(files);
    },
  } as const;
  return (
    <div
      className={`file-drop ${isOver ? 'file-drop--over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="kern-body kern-body--small" id={`${id}-limits`}>
        {t('drop.limits', {
          types: fileTypesText(rule.accept, i18n.language),
          size: fileSizeText(rule.maxSize, i18n.language),
        })}
      </p>
      <div className="file-drop-ways">
        <span className="file-drop-way">
          <input
            {...inputProps}
            ref={chooser}
            id={id}
            accept={rule.accept.join(',')}
            multiple={isMultiple}
            aria-describedby={`${id}-limits ${describedBy}`}
          />
          <label className="kern-btn kern-btn--secondary" htmlFor={id}>
            <span className="kern-label">{isMultiple ? t('drop.chooseSeveral') : t('drop.choose')}</span>
          </label>
        </span>
        {pictures.length > 0 && (
          <span className="file-drop-way file-drop-camera">
            <input {...inputProps} id={`${id}-camera`} accept={pictures.join(',')} capture="environment" />
            <label className="kern-btn kern-btn--secondary" htmlFor={`${id}-camera`}>
              <span className="kern-label">{t('drop.camera')}</span>
            </label>
          </span>
        )}
      </div>
      <p className="kern-body kern-body--small file-drop-hint" aria-hidden="true">
        {t('drop.hint')}
      </p>
    </div>
  );
}
