/** What a browser's user agent says, and how people call it; the first that fits counts, since many claim to be another one, too. */
const browsers: readonly (readonly [string, string])[] = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const systems: readonly (readonly [string, string])[] = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Macintosh', 'Mac'],
  ['Linux', 'Linux'],
];

/** How this device is called in the list of devices. The homeserver reads it, and sees no more than with every request. */
export function deviceName(userAgent: string = navigator.userAgent): string {
  const facts = [browsers, systems].flatMap((known) => known.find(([mark]) => userAgent.includes(mark))?.[1] ?? []);
  return facts.length === 0 ? 'Posthorn' : `Posthorn (${facts.join(', ')})`;
}
