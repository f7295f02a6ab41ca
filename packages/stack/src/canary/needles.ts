/** One form in which a word may lie in stored bytes. */
export interface Needle {
  readonly word: string;
  /** In plain words: `UTF-8`, `base64`. */
  readonly form: string;
  readonly bytes: Buffer;
}

/** Shorter words turn up by chance, and their base64 form loses too much at its edges. */
export const minWordLength = 6;

/** All forms in which a word is searched for: spellings, then text encodings, then what programs write binary data as. */
export function needlesOf(word: string): Needle[] {
  if (word.length < minWordLength) throw new RangeError(`A word to search for has at least ${minWordLength} letters.`);
  const spellings = new Set([word, word.toLowerCase(), word.toUpperCase()].flatMap(normalForms));
  const forms = [...spellings].flatMap((spelling) => [...textForms(spelling), ...wrappedForms(spelling)]);
  // One word often looks alike in several forms: the first, simplest name stays.
  const known = new Map<string, Needle>();
  for (const [form, bytes] of forms.toReversed()) known.set(bytes.toString('latin1'), { word, form, bytes });
  return [...known.values()];
}

type Form = [form: string, bytes: Buffer];

function normalForms(text: string): string[] {
  return [text.normalize('NFC'), text.normalize('NFD')];
}

function textForms(text: string): Form[] {
  const utf16le = Buffer.from(text, 'utf16le');
  const forms: Form[] = [
    ['UTF-8', Buffer.from(text)],
    ['UTF-16 LE', utf16le],
    ['UTF-16 BE', Buffer.from(utf16le).swap16()],
  ];
  if (/^[\0-\u00ff]*$/.test(text)) forms.push(['Latin-1', Buffer.from(text, 'latin1')]);
  const escaped = text.replace(/[^\0-\u007f]/g, (letter) => `\\u${codeOf(letter)}`);
  forms.push(['JSON escapes', Buffer.from(escaped)]);
  forms.push([
    'JSON escapes',
    Buffer.from(escaped.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)),
  ]);
  return forms;
}

function codeOf(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Binary data written as text: each over every text encoding, so that base64 of UTF-16 is found, too. */
function wrappedForms(text: string): Form[] {
  const forms: Form[] = [['URL encoding', Buffer.from(encodeURIComponent(text))]];
  for (const [encoding, bytes] of textForms(text)) {
    const hex = bytes.toString('hex');
    forms.push([`hex of ${encoding}`, Buffer.from(hex)], [`hex of ${encoding}`, Buffer.from(hex.toUpperCase())]);
    const percent = hex.replace(/../g, '%$&');
    forms.push(['URL encoding', Buffer.from(percent)], ['URL encoding', Buffer.from(percent.toUpperCase())]);
    for (const core of base64Cores(bytes)) {
      forms.push([`base64 of ${encoding}`, Buffer.from(core)]);
      forms.push([`base64url of ${encoding}`, Buffer.from(core.replaceAll('+', '-').replaceAll('/', '_'))]);
    }
  }
  return forms;
}

/** What base64 makes of these bytes within longer data: three alignments, without the letters that neighbours decide. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = [0, 2, 3][before];
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(first, last);
  });
}
