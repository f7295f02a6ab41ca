import type { LocalizedText } from '@posthorn/protocol';

/** The office that a letter comes from. */
export interface Office {
  name: LocalizedText;
  address: string;
  /** Who signs. */
  section: LocalizedText;
}
