import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist';
import { trustedScriptUrl } from '../../trusted-urls.ts';

/** The worker; fonts that every reader of PDF has to know (ISO 32000-1, 9.6.2.2), character maps, picture decoders: where each lies. */
const files = import.meta.glob<string>(
  '../../../../../node_modules/pdfjs-dist/{build/pdf.worker.min.mjs,{standard_fonts,wasm,cmaps}/*.{pfb,ttf,wasm,bcmap}}',
  { eager: true, query: '?url', import: 'default' },
);
const paths = new Map(Object.entries(files).map(([file, path]) => [file.split('/').at(-1) ?? '', path]));

function pathOf(name: string): string {
  const path = paths.get(name);
  if (path === undefined) throw new Error(`The PDF reader has no file ${name}.`);
  return path;
}

/** Gives the reader what a document needs besides itself. */
class OwnData {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const response = await globalThis.fetch(pathOf(filename));
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** An open PDF; `close` frees what it takes. */
export interface OpenPdf {
  document: PDFDocumentProxy;
  close(): void;
}

/** Opens a PDF beside the page, in a worker. No script that it brings along runs. */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  const port = new Worker(trustedScriptUrl(pathOf('pdf.worker.min.mjs')), { type: 'module' });
  const worker = PDFWorker.create({ port });
  const close = (): void => {
    worker.destroy();
    port.terminate();
  };
  try {
    const loading = getDocument({
      // The reader takes the bytes away from whom it got them.
      data: bytes.slice(),
      worker,
      useWorkerFetch: false,
      BinaryDataFactory: OwnData,
      enableXfa: false,
    });
    return { document: await loading.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}
