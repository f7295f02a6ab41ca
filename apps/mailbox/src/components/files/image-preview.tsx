import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../alert.tsx';

interface ImagePreviewProps {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** A picture, as large as there is room. */
export function ImagePreview({ name, mediaType, bytes }: ImagePreviewProps): ReactElement {
  const { t } = useTranslation('files');
  const image = useRef<HTMLImageElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }));
    if (image.current !== null) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes, mediaType]);
  if (isBroken) return <Alert kind="warning" title={t('unreadable')} isLive />;
  return <img ref={image} className="preview-image" alt={t('picture', { name })} onError={() => setBroken(true)} />;
}
