import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface PdfPageProps {
  document: PDFDocumentProxy;
  /** From 1. */
  number: number;
  /** Its text instead of its picture: larger, in the person's own colours, easier to find one's way in. */
  isText: boolean;
}

/** One page: drawn as wide as there is room, its text for those who do not see it. */
export function PdfPage({ document, number, isText }: PdfPageProps): ReactElement {
  const { t } = useTranslation('files');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    let stop = (): void => undefined;
    const show = async (): Promise<void> => {
      const page = await document.getPage(number);
      setText(await textOf(page));
      if (canvas.current === null) return;
      const task = draw(page, canvas.current);
      stop = () => task.cancel();
      await task.promise;
      setDrawn(true);
    };
    // Nobody is left to see it when it was stopped; the text is there all the same when it cannot be drawn.
    show().catch(() => undefined);
    return () => stop();
  }, [document, number]);
  return (
    <figure className="preview-sheet" data-drawn={isDrawn}>
      <canvas ref={canvas} aria-hidden="true" hidden={isText} />
      <figcaption className="kern-body kern-body--small">{t('page', { number, total: document.numPages })}</figcaption>
      <p className={isText ? 'preview-words kern-body' : 'kern-sr-only'}>
        {text?.trim() === '' ? t('pageWithoutText') : text}
      </p>
    </figure>
  );
}

function draw(page: PDFPageProxy, canvas: HTMLCanvasElement): ReturnType<PDFPageProxy['render']> {
  const width = canvas.parentElement?.clientWidth ?? 600;
  const scale = (width * Math.min(globalThis.devicePixelRatio, 2)) / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  return page.render({ canvas, viewport });
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
