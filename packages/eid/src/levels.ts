/** Levels of assurance of the eIDAS regulation, as they stand in `acr` (Commission Implementing Regulation 2015/1502). */
export const assuranceLevels = [
  'http://eidas.europa.eu/LoA/low',
  'http://eidas.europa.eu/LoA/substantial',
  'http://eidas.europa.eu/LoA/high',
] as const;

/** One of the three eIDAS levels. */
export type AssuranceLevel = (typeof assuranceLevels)[number];

/** Whether the text is one of the three levels. */
export function isAssuranceLevel(text: string | null): text is AssuranceLevel {
  return assuranceLevels.some((level) => level === text);
}
