import type { OwnAttachment } from '@posthorn/citizen';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { previewKind } from '../../../components/files/preview-kind.ts';
import { useApplication } from '../application-context.tsx';

/** A small picture of a picture, one instance for each file. Other files have their name, kind and size, and can be looked at. */
export function Thumbnail({ file }: { file: OwnAttachment }): ReactElement | null {
  const { t } = useTranslation('apply');
  const { draft } = useApplication();
  const image = useRef<HTMLImageElement>(null);
  // Where the file lies changes when it is uploaded; the file does not.
  const first = useRef(file);
  const [isThere, setThere] = useState(false);
  const isImage = previewKind(file.mediaType) === 'image';
  useEffect(() => {
    if (!isImage) return undefined;
    let url = '';
    let isWanted = true;
    const show = async (): Promise<void> => {
      const { mediaType } = first.current;
      const bytes = await draft.file(first.current);
      if (!isWanted || image.current === null) return;
      url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }));
      image.current.src = url;
      setThere(true);
    };
    // Without it, the card says what is wrong when somebody wants to see the file.
    show().catch(() => undefined);
    return () => {
      isWanted = false;
      URL.revokeObjectURL(url);
    };
  }, [draft, isImage]);
  return isImage ? (
    <img ref={image} className="apply-thumbnail" alt={t('file.preview', { name: file.name })} hidden={!isThere} />
  ) : null;
}
