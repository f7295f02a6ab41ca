import type { Language } from '@posthorn/protocol';

/** The reader's language by the header Accept-Language (RFC 9110, section 12.5.4); German when neither is asked for. */
export function preferredLanguage(header: string | undefined): Language {
  const weights = { de: 0, en: 0 };
  for (const item of (header ?? '').split(',')) {
    const [range = '', ...parameters] = item.trim().toLowerCase().split(';');
    const language = range.split('-')[0];
    if (language !== 'de' && language !== 'en') continue;
    const weight = parameters.map((parameter) => /^\s*q=([01](?:\.\d+)?)$/.exec(parameter)?.[1]).find(Boolean);
    weights[language] = Math.max(weights[language], Number(weight ?? 1));
  }
  return weights.en > weights.de ? 'en' : 'de';
}
