import { localeOf } from '../../i18n/dates.ts';

const names: Record<string, string> = {
  'application/pdf': 'PDF',
  'application/zip': 'ZIP',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel (XLSX)',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word (DOCX)',
};

/** `PDF, JPEG oder PNG`. @param accept media types */
export function fileTypesText(accept: readonly string[], language: string): string {
  const words = accept.map((type) => names[type] ?? type);
  return new Intl.ListFormat(localeOf(language), { type: 'disjunction' }).format(words);
}

/** `10 MB`, whether a megabyte was meant as 1000² or 1024² bytes. @param bytes rounded down: what is promised is taken */
export function fileSizeText(bytes: number, language: string): string {
  const isLarge = bytes >= 1000 ** 2;
  const power = isLarge ? 2 : 1;
  const step = bytes % 1024 ** power === 0 ? 1024 : 1000;
  const unit = isLarge ? 'megabyte' : 'kilobyte';
  const count = Math.floor((bytes / step ** power) * 10) / 10;
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit }).format(count);
}
