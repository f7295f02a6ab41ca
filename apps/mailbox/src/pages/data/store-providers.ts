import type { StoreOptions } from '@posthorn/protocol';

/** One thing that a store needs to know. */
export interface StoreField {
  name: string;
  /** Not shown while it is typed. */
  isSecret: boolean;
  isRequired: boolean;
  kind: 'text' | 'url';
}

const text = (name: string): StoreField => ({ name, isSecret: false, isRequired: true, kind: 'text' });
const secret = (name: string): StoreField => ({ ...text(name), isSecret: true });
const url = (name: string): StoreField => ({ ...text(name), kind: 'url' });
const optional = (field: StoreField): StoreField => ({ ...field, isRequired: false });
const root: StoreField = optional(text('root'));
/** A token that lasts: access tokens end after hours, and then the data could not be reached. */
const oauth: StoreField[] = [secret('refresh_token'), text('client_id'), secret('client_secret')];

export type StoreProvider = 'folder' | 'webdav' | 's3' | 'dropbox' | 'gdrive' | 'onedrive' | 'azblob' | 'gcs';

/** The stores that a person may choose, with what each needs; as in docs/operator.md. */
export const storeProviders: Readonly<Record<StoreProvider, readonly StoreField[]>> = {
  folder: [],
  webdav: [url('endpoint'), text('username'), secret('password'), root],
  s3: [url('endpoint'), text('bucket'), text('region'), text('access_key_id'), secret('secret_access_key'), root],
  dropbox: [...oauth, root],
  gdrive: [...oauth, root],
  onedrive: [secret('refresh_token'), text('client_id'), optional(secret('client_secret')), root],
  azblob: [url('endpoint'), text('container'), text('account_name'), secret('account_key'), root],
  gcs: [text('bucket'), secret('credential'), root],
};

/** What is wrong with a field; null if nothing is. */
export type FieldProblem = 'missing' | 'noAddress' | null;

export function problemOf({ isRequired, kind }: StoreField, value: string): FieldProblem {
  if (value.trim() === '') return isRequired ? 'missing' : null;
  if (kind === 'url' && !/^https?:$/.test(URL.parse(value.trim())?.protocol ?? '')) return 'noAddress';
  return null;
}

/** What the operator is told. */
export function storeOptions(provider: StoreProvider, values: Readonly<Record<string, string>>): StoreOptions {
  const given = storeProviders[provider].flatMap(({ name, isSecret }) => {
    const value = values[name] ?? '';
    const said = isSecret ? value : value.trim();
    return said === '' ? [] : [[name, said] as const];
  });
  return { ...Object.fromEntries(given), provider };
}
