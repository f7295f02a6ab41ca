import type { Language } from '@posthorn/protocol';

/** The reader's language by the header Accept-Language (RFC 9110, section 12.5.4); German when neither is asked for. */
export function preferredLanguage(header: string | undefined): Language {
  const weightOf = (language: Language): number =>
    Math.max(0, ...ranges(header).map(([range, weight]) => (range.split('-')[0] === language ? weight : 0)));
  return weightOf('en') > weightOf('de') ? 'en' : 'de';
}

function ranges(header = ''): [range: string, weight: number][] {
  return header.split(',').map((item) => {
    const [range = '', ...parameters] = item.toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d+)?)\s*$/.exec(parameter)?.[1]).find(Boolean);
    return [range.trim(), Number(quality ?? 1)];
  });
}
