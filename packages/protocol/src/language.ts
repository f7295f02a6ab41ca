/** The languages in which Posthorn itself speaks. */
export type Language = 'de' | 'en';

/** A text in several languages: always German and English, others (BCP 47 tags as keys) as an extra. */
export type LocalizedText = { [language: string]: string; de: string; en: string };

/** All languages in which Posthorn itself speaks. */
export const languages: readonly Language[] = ['de', 'en'];
