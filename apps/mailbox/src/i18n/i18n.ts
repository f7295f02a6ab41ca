import i18n from 'i18next';
import resourcesToBackend from 'i18next-resources-to-backend';
import { initReactI18next } from 'react-i18next';

/** Languages of the app; the plain ones fall back text by text. */
export const languages = ['de', 'en', 'de-plain', 'en-plain'] as const;
export type AppLanguage = (typeof languages)[number];

const storageKey = 'posthorn-language';

/** Texts come in files per language and part of the app, loaded when a page needs them. */
export async function startTexts(): Promise<void> {
  const texts = import.meta.glob<{ default: Record<string, unknown> }>('./*/*.json');
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = baseLanguage(language);
  });
  await i18n
    .use(
      resourcesToBackend(
        async (language: string, part: string) => (await texts[`./${language}/${part}.json`]?.()) ?? {},
      ),
    )
    .use(initReactI18next)
    .init({
      lng: chosenLanguage(),
      fallbackLng: { 'de-plain': ['de'], 'en-plain': ['en'], en: ['de'], default: ['de'] },
      supportedLngs: [...languages],
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

/** The language of the texts, without the way in which they are written. */
export function baseLanguage(language: string): 'de' | 'en' {
  return language.startsWith('en') ? 'en' : 'de';
}

/** Chosen before, or the browser's, or German. */
export function chosenLanguage(): AppLanguage {
  const stored = localStorage.getItem(storageKey);
  const known = languages.find((language) => language === stored);
  return known ?? (navigator.language.startsWith('de') ? 'de' : 'en');
}

/** From now on, on this device. */
export async function chooseLanguage(language: AppLanguage): Promise<void> {
  localStorage.setItem(storageKey, language);
  await i18n.changeLanguage(language);
}
