import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../alert.tsx';
import { Button } from '../button.tsx';
import { Loading } from '../loading.tsx';
import { openPdf, type OpenPdf } from './pdf-document.ts';
import { PdfPage } from './pdf-page.tsx';

/** Pages that are drawn at once: a long document must not fill the memory of a phone. */
const atOnce = 10;

/** The pages of a PDF as pictures, each with its text for screen readers. */
export function PdfPreview({ bytes }: { bytes: Uint8Array }): ReactElement {
  const { t } = useTranslation('files');
  const [open, setOpen] = useState<OpenPdf | 'unreadable' | null>(null);
  const [shown, setShown] = useState(atOnce);
  const [isText, setText] = useState(false);
  useEffect(() => {
    const opening = openPdf(bytes);
    let isWanted = true;
    const show = async (): Promise<void> => {
      const opened = await opening.catch(() => 'unreadable' as const);
      if (isWanted) setOpen(opened);
    };
    void show();
    return () => {
      isWanted = false;
      void opening.then((opened) => opened.close()).catch(() => undefined);
    };
  }, [bytes]);
  if (open === null) return <Loading />;
  if (open === 'unreadable') {
    return (
      <Alert kind="warning" title={t('unreadable')} isLive>
        {t('saveInstead')}
      </Alert>
    );
  }
  const { document } = open;
  const numbers = Array.from({ length: Math.min(shown, document.numPages) }, (_, index) => index + 1);
  return (
    <div className="preview-pages">
      <div>
        <Button look="tertiary" onClick={() => setText(!isText)}>
          {t(isText ? 'asPages' : 'asText')}
        </Button>
      </div>
      {numbers.map((number) => (
        <PdfPage key={number} document={document} number={number} isText={isText} />
      ))}
      {shown < document.numPages && (
        <Button look="secondary" onClick={() => setShown(shown + atOnce)}>
          {t('morePages', { shown, total: document.numPages })}
        </Button>
      )}
    </div>
  );
}
