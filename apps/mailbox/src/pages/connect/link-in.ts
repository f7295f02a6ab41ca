/** The link of a service's page in what was scanned or pasted, alone or behind the address of this app; null if there is none. */
export function linkIn(text: string): string | null {
  return /egendata:\/\/account\/[^\s"'<>]+/.exec(text)?.[0] ?? null;
}
