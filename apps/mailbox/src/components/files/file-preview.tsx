import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { Loading } from '../loading.tsx';
import { ImagePreview } from './image-preview.tsx';
import type { PreviewKind } from './preview-kind.ts';
import { TextPreview } from './text-preview.tsx';

const PdfPreview = lazy(async () => ({ default: (await import('./pdf-preview.tsx')).PdfPreview }));
const HtmlPreview = lazy(async () => ({ default: (await import('./html-preview.tsx')).HtmlPreview }));

interface FilePreviewProps {
  name: string;
  kind: PreviewKind;
  mediaType: string;
  bytes: Uint8Array;
  onSave: () => void;
  onClose: () => void;
}

/** Shows a file in a dialog, without letting it do anything. */
export function FilePreview({ name, kind, mediaType, bytes, onSave, onClose }: FilePreviewProps): ReactElement {
  const { t } = useTranslation('files');
  return (
    <Dialog
      title={name}
      onClose={onClose}
      footer={
        <div className="actions">
          <Button onClick={onSave}>{t('save')}</Button>
          <Button look="secondary" onClick={onClose}>
            {t('closePreview')}
          </Button>
        </div>
      }
    >
      <div className="preview">
        <Suspense fallback={<Loading />}>
          {kind === 'image' && <ImagePreview name={name} mediaType={mediaType} bytes={bytes} />}
          {kind === 'text' && <TextPreview bytes={bytes} />}
          {kind === 'pdf' && <PdfPreview bytes={bytes} />}
          {kind === 'html' && <HtmlPreview bytes={bytes} />}
        </Suspense>
      </div>
    </Dialog>
  );
}
