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
