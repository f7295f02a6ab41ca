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

/** `10 MB`. @param bytes rounded down: what is promised is taken */
export function fileSizeText(bytes: number, language: string): string {
  const isLarge = bytes >= 1024 * 1024;
  const count = Math.floor(isLarge ? bytes / (1024 * 1024) : bytes / 1024);
  const unit = isLarge ? 'megabyte' : 'kilobyte';
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit }).format(count);
}
