/** HTML that is safe to send: everything put into it has been escaped, or is HTML itself. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Html | readonly Html[];

/** Makes HTML from a template; texts put in are escaped. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(partToText)));
}

function partToText(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part !== 'string') return part.map((item) => item.text).join('');
  return part.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
