/** Words that say nothing about which service is meant. */
const fillers = new Set(
  (
    'der die das den dem des ein eine einen einem einer eines ich wir mein meine meinen meinem meiner unser unsere für fur fuer und ' +
    'oder mit von vom zu zum zur in im am an auf bei wie wo was kann muss mochte moechte will brauche bitte ' +
    'the a an i my our for and or with of to in on at how where what can must want need please'
  ).split(' '),
);

/** A word in the form in which it is looked up: lower case, without accents, ß as ss; nothing for a filler. */
export function lookupForm(word: string): string | null {
  const plain = word
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .replaceAll(/(?<=[a-z])(ae|oe|ue)/g, (pair) => pair.charAt(0));
  return plain === '' || fillers.has(plain) ? null : plain;
}

/** Shorter beginnings and ends of words say nothing. */
const shortestPart = 4;

/**
 * A word and the known words that it begins or ends with: German joins words (`Krippenplatz`), and the catalogue has only some of
 * the joined ones.
 */
export function withParts(word: string | null, known: ReadonlySet<string>): string[] | null {
  if (word === null) return null;
  const parts = new Set([word]);
  for (let length = shortestPart; length < word.length; length += 1) {
    for (const part of [word.slice(0, length), word.slice(-length)]) if (known.has(part)) parts.add(part);
  }
  return [...parts];
}
