import type { StoreOptions } from '@posthorn/protocol';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { Action } from '../../session/use-action.ts';
import { Choice } from './choice.tsx';
import { problemOf, storeOptions, storeProviders, type StoreField, type StoreProvider } from './store-providers.ts';

interface StoreFormProps {
  /** The provider of the store as it is. */
  current: string;
  action: Action<[options?: StoreOptions]>;
}

/** Chooses a store and says what it needs to know. Credentials are kept in this form alone until they are sent. */
export function StoreForm({ current, action }: StoreFormProps): ReactElement {
  const { t } = useTranslation('data');
  const [provider, setProvider] = useState<StoreProvider | ''>('');
  const [values, setValues] = useState<Record<string, string>>({});
  const [isChecked, setChecked] = useState(false);
  const fields: readonly StoreField[] = provider === '' ? [] : storeProviders[provider];
  const names = Object.keys(storeProviders) as StoreProvider[];
  const offered = names.filter((name) => name !== 'folder' || current !== 'folder');

  function problem(field: StoreField): string {
    const found = isChecked ? problemOf(field, values[field.name] ?? '') : null;
    return found === null ? '' : t(`store.problems.${found}`);
  }

  return (
    <form
      className="stack store-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        const isFine = fields.every((field) => problemOf(field, values[field.name] ?? '') === null);
        if (provider !== '' && isFine) void action.run(storeOptions(provider, values));
        else event.currentTarget.querySelector<HTMLElement>('[aria-invalid=true], select')?.focus();
      }}
    >
      <h2 className="kern-heading-medium">{t('store.change')}</h2>
      <Choice
        label={t('store.provider')}
        value={provider}
        options={[['', t('store.choose')], ...offered.map((name) => [name, t(`store.providers.${name}`)] as const)]}
        onChoose={(next) => {
          setProvider(next as StoreProvider | '');
          setValues({});
          setChecked(false);
        }}
      />
      {provider !== '' && <p className="kern-body">{t(`store.hints.${provider}`)}</p>}
      {fields.map((field) => (
        <TextField
          key={`${provider} ${field.name}`}
          label={t(field.isRequired ? `store.fields.${field.name}` : 'store.optional', {
            name: t(`store.fields.${field.name}`),
          })}
          type={field.isSecret ? 'password' : field.kind}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required={field.isRequired}
          problem={problem(field)}
          value={values[field.name] ?? ''}
          onText={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      {provider !== '' && (
        <Button type="submit" isBusy={action.isRunning}>
          {t('store.move')}
        </Button>
      )}
    </form>
  );
}
