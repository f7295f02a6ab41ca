import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage, languages } from '../../i18n/i18n.ts';
import { useLanguageChoice } from '../../session/use-language-choice.ts';
import { SettingsFrame } from './settings-frame.tsx';

/** The language of the app, and what plain language is. */
export function LanguagePage(): ReactElement {
  const { t } = useTranslation('settings');
  const { language, choose } = useLanguageChoice();
  const id = useId();
  return (
    <SettingsFrame title={t('language.title')}>
      <p className="kern-body">{t('language.text')}</p>
      <fieldset className="kern-fieldset">
        <legend className="kern-label">{t('language.legend')}</legend>
        <div className="kern-fieldset__body">
          {languages.map((one) => (
            <div className="kern-form-check" key={one}>
              <input
                id={`${id}-${one}`}
                type="radio"
                name={id}
                className="kern-form-check__radio"
                checked={one === language}
                onChange={() => void choose(one)}
              />
              <label className="kern-label" htmlFor={`${id}-${one}`} lang={baseLanguage(one)}>
                {t(`common:languages.${one}`)}
              </label>
            </div>
          ))}
        </div>
      </fieldset>
      <p className="kern-body">{t('language.plain')}</p>
    </SettingsFrame>
  );
}
