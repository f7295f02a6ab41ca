import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Alias, Document, ErrorCode, Node } from 'yaml';

/** A YAML file as a value, with the way back from a place in the value to a line. */
export interface YamlFile {
  value: unknown;
  /** The line of a place; where the file has no such place, that of the nearest one around it. */
  lineOf: (path: readonly (string | number)[]) => number;
  mistakes: { line: number; problem: string; mend: string }[];
}

/** A service file is text that people write. Whatever is larger is none. */
const maxCharacters = 1024 * 1024;

/** More references (YAML aliases) than anybody writes; ends those that multiply. */
const maxAliasCount = 100;

const mends: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'Keep one of the two keys.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent lines that belong together by the same number of spaces.',
  MISSING_CHAR: 'Close the quote or bracket that is open here.',
  MULTIPLE_DOCS: 'Keep one service in one file.',
  TAG_RESOLVE_FAILED: 'Leave the tag out.',
};
const otherMend =
  'Correct the YAML in this line or the one above it: indentation, a colon, or a text that needs quotes.';

/** Reads YAML without ever throwing: what is wrong is in `mistakes`. */
export function readYaml(text: string): YamlFile {
  if (text.length > maxCharacters) {
    const mend = `Keep it below ${maxCharacters} characters.`;
    return { value: undefined, lineOf: () => 1, mistakes: [{ line: 1, problem: 'The file is too large.', mend }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    problem: `This is no correct YAML: ${error.message}`,
    mend: mends[error.code] ?? otherMend,
  }));
  const lineOf = (path: readonly (string | number)[]): number => findLine(document, path, lines);
  if (mistakes.length > 0) return { value: undefined, lineOf, mistakes };
  try {
    return { value: document.toJS({ maxAliasCount }), lineOf, mistakes };
  } catch {
    return { value: undefined, lineOf, mistakes: [aliasMistake(document, lines)] };
  }
}

/** The parser stops at an alias without an anchor, and at too many of them. */
function aliasMistake(document: Document, lines: LineCounter): YamlFile['mistakes'][number] {
  const dangling = danglingAlias(document);
  if (dangling === undefined) {
    const mend = 'Write the parts out instead of referring to them with `*`.';
    return { line: 1, problem: 'The file has too many references (aliases).', mend };
  }
  return {
    line: lines.linePos(dangling.range?.[0] ?? 0).line,
    problem: `There is no \`&${dangling.source}\` that this could refer to.`,
    mend: `Set \`&${dangling.source}\` further up, or write the value out.`,
  };
}

function danglingAlias(document: Document): Alias | undefined {
  let dangling: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      dangling = alias;
      return visit.BREAK;
    },
  });
  return dangling;
}

function findLine(document: Document, path: readonly (string | number)[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(segment));
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (node === undefined) break;
      offset = (node as Node).range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}
