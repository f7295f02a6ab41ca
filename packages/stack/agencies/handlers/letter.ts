import type { OutgoingFile } from '@posthorn/agency';
import { PDFDocument, StandardFonts, type PDFFont, type PDFPage } from 'pdf-lib';
import type { Office } from './office.ts';

export interface Letter {
  office: Office;
  language: 'de' | 'en';
  /** Full date, `YYYY-MM-DD`. */
  date: string;
  reference: string;
  /** Lines of the address. */
  to: string[];
  title: string;
  paragraphs: string[];
}

const page = { width: 595, height: 842, margin: 70 };
const size = 11;
const leading = 16;

/** An agency's letter as a PDF. */
export async function letterToPdf(name: string, letter: Letter): Promise<OutgoingFile> {
  const document = await PDFDocument.create();
  const regular = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  document.setTitle(letter.title);
  document.setLanguage(letter.language);
  const { office, language } = letter;
  const writer = new Writer(document, regular);
  writer.write(office.name[language], bold, 14);
  writer.write(`${office.section[language]} · ${office.address}`);
  writer.skip();
  for (const line of letter.to) writer.write(line);
  writer.skip();
  writer.write(new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(letter.date)));
  writer.write(`${language === 'de' ? 'Zeichen' : 'Reference'}: ${letter.reference}`);
  writer.skip();
  writer.write(letter.title, bold, 14);
  for (const paragraph of letter.paragraphs) {
    writer.skip();
    writer.write(paragraph);
  }
  writer.skip();
  writer.write(office.section[language]);
  return { name, mediaType: 'application/pdf', bytes: await document.save() };
}

/** Writes lines from the top to the bottom of as many pages as it takes. */
class Writer {
  readonly #document: PDFDocument;
  readonly #font: PDFFont;
  #page: PDFPage;
  #y = page.height - page.margin;

  constructor(document: PDFDocument, font: PDFFont) {
    this.#document = document;
    this.#font = font;
    this.#page = document.addPage([page.width, page.height]);
  }

  skip(): void {
    this.#y -= leading;
  }

  write(text: string, font: PDFFont = this.#font, fontSize: number = size): void {
    for (const line of wrap(printable(text, font), font, fontSize)) {
      if (this.#y < page.margin) {
        this.#page = this.#document.addPage([page.width, page.height]);
        this.#y = page.height - page.margin;
      }
      this.#page.drawText(line, { x: page.margin, y: this.#y, size: fontSize, font });
      this.#y -= leading * (fontSize / size);
    }
  }
}

/** The fonts that every PDF reader has know Western European letters only; anything else becomes a question mark. */
function printable(text: string, font: PDFFont): string {
  const known = new Set(font.getCharacterSet());
  return Array.from(text.normalize('NFC').replace(/\s+/gu, ' '))
    .map((char) => (known.has(char.codePointAt(0) ?? 0) ? char : '?'))
    .join('');
}

function wrap(text: string, font: PDFFont, fontSize: number): string[] {
  const width = page.width - 2 * page.margin;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, font, fontSize, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, fontSize) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word that is wider than the page, in pieces that fit. */
function pieces(word: string, font: PDFFont, fontSize: number, width: number): string[] {
  const length = Math.max(1, Math.floor((word.length * width) / Math.max(font.widthOfTextAtSize(word, fontSize), 1)));
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += length) parts.push(word.slice(at, at + length));
  return parts.length > 0 ? parts : [''];
}
