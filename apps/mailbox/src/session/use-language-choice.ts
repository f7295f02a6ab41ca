import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage, chooseLanguage, type AppLanguage } from '../i18n/i18n.ts';
import { useSession, useSessionState } from './session-context.tsx';

/** The language of the app, and how to choose another one: it counts at once, also while its texts are still loading. */
export function useLanguageChoice(): { language: string; choose: (language: AppLanguage) => Promise<void> } {
  const { i18n } = useTranslation();
  const session = useSession();
  const { phase } = useSessionState();
  const [chosen, setChosen] = useState<AppLanguage | null>(null);
  return {
    language: chosen ?? i18n.language,
    async choose(language) {
      const isOther = baseLanguage(language) !== baseLanguage(i18n.language);
      setChosen(language);
      await chooseLanguage(language).finally(() => setChosen(null));
      // The SDK puts its texts (titles, fees, problems) into one language.
      if (isOther && phase === 'ready') await session.restart();
    },
  };
}
