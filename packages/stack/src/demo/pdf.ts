import { randomBytes } from 'node:crypto';
import { decodePDFRawStream, PDFDocument, PDFName, PDFRawStream, StandardFonts } from 'pdf-lib';
import type { NewFile } from '@posthorn/citizen';

/** A PDF of one page whose text lies in it uncompressed, so that nothing hides it from a search; with noise, as large as need be. */
export async function writePdf(name: string, lines: readonly string[], noise: number = 0): Promise<NewFile> {
  const document = await PDFDocument.create();
  const page = document.addPage([595, 842]);
  const font = await document.embedFont(StandardFonts.Helvetica);
  page.node.setFontDictionary(PDFName.of('F1'), font.ref);
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const content = Buffer.from(`BT /F1 12 Tf 70 770 Td 16 TL\n${shown}\nET`, 'latin1');
  page.node.set(PDFName.of('Contents'), document.context.register(document.context.stream(content)));
  if (noise > 0) document.context.register(document.context.stream(randomBytes(noise)));
  return { name, mediaType: 'application/pdf', bytes: await document.save({ useObjectStreams: false }) };
}

/** The text of a PDF in the order in which it is written; enough for letters whose letters are Western European. */
export async function readPdf(bytes: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(bytes);
  const lines: string[] = [];
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream) || object.dict.has(PDFName.of('Subtype'))) continue;
    const content = Buffer.from(decodePDFRawStream(object).decode()).toString('latin1');
    for (const [, hex, plain = ''] of content.matchAll(/(?:<([0-9a-f]*)>|\(((?:\\.|[^\\)])*)\))\s*Tj/gi)) {
      lines.push(hex === undefined ? plain.replace(/\\(.)/g, '$1') : Buffer.from(hex, 'hex').toString('latin1'));
    }
  }
  return lines.join('\n');
}
