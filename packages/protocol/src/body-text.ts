const formatNames: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/tiff': 'TIFF',
  'text/plain': 'TXT',
  'text/csv': 'CSV',
  'application/zip': 'ZIP',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
};

/** A media type as people call it. */
export function formatText(mediaType: string): string {
  return formatNames[mediaType] ?? mediaType;
}

/** The parts that are there, one a line. */
export function lines(...parts: (string | false | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n');
}

/** A heading and a list under it; nothing when the list is empty. */
export function listed(heading: string, entries: string[]): string {
  return entries.length === 0 ? '' : [heading, ...entries.map((entry) => `- ${flat(entry)}`)].join('\n');
}

/** A name on one line: it cannot pretend to be a line of its own, and its writing direction ends with it (Unicode UAX #9, FSI and PDI). */
export function flat(name: string): string {
  const line = name.replaceAll(/\p{Cc}+/gu, ' ');
  return /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/u.test(line)
    ? `\u2068${line}\u2069`
    : line;
}

/** Writes dates, times (German local time) and sizes as people read them. */
export type Writer = {
  /** @param day RFC 3339 date or date and time */
  dateText(day: string): string;
  /** @param instant RFC 3339 */
  timeText(instant: string): string;
  /** Rounded down, so that it never promises more than is taken. */
  sizeText(bytes: number): string;
};

/** The writer for a locale (BCP 47). */
export function writerFor(locale: string): Writer {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Europe/Berlin' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'Europe/Berlin' });
  const number = new Intl.NumberFormat(locale);
  return {
    dateText: (day) => date.format(new Date(day)),
    timeText: (instant) => time.format(new Date(instant)),
    sizeText: (bytes) => {
      const megabytes = bytes / (1024 * 1024);
      if (megabytes >= 1) return `${number.format(Math.floor(megabytes * 10) / 10)} MB`;
      if (bytes >= 1024) return `${number.format(Math.floor(bytes / 1024))} KB`;
      return `${number.format(bytes)} Byte`;
    },
  };
}
