/** Markup that is safe to send: text that came from elsewhere was escaped on its way in. */
export interface Html {
  readonly markup: string;
}

/** Builds markup; every value is escaped unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  const markup = parts.reduce((done, part, index) => done + valueMarkup(values[index - 1]) + part);
  return { markup };
}

function valueMarkup(value: string | Html | readonly Html[] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return 'markup' in value ? value.markup : value.map((item) => item.markup).join('');
}
