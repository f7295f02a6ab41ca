import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage, languages, type AppLanguage } from '../i18n/i18n.ts';
import { useLanguageChoice } from '../session/use-language-choice.ts';

/** German and English, each also in plain language. */
export function LanguageMenu(): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const { language: chosen, choose } = useLanguageChoice();

  return (
    <div className="language">
      <label className="kern-sr-only" htmlFor={id}>
        {t('language')}
      </label>
      <select
        id={id}
        className="language-select"
        value={chosen}
        onChange={(event) => void choose(event.target.value as AppLanguage)}
      >
        {languages.map((language) => (
          <option key={language} value={language} lang={baseLanguage(language)}>
            {t(`languages.${language}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
