import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage, chooseLanguage, languages, type AppLanguage } from '../i18n/i18n.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';

/** German and English, each also in plain language. */
export function LanguageMenu(): ReactElement {
  const { t, i18n } = useTranslation();
  const id = useId();
  const session = useSession();
  const { phase } = useSessionState();

  async function choose(language: AppLanguage): Promise<void> {
    const isOther = baseLanguage(language) !== baseLanguage(i18n.language);
    await chooseLanguage(language);
    // The SDK puts its texts (titles, fees, problems) into one language.
    if (isOther && phase === 'ready') await session.restart();
  }

  return (
    <div className="language">
      <label className="kern-sr-only" htmlFor={id}>
        {t('language')}
      </label>
      <select
        id={id}
        className="language-select"
        value={i18n.language}
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
