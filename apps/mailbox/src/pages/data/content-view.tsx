import type { Json, JsonObject } from '@posthorn/protocol';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../components/names.ts';
import { Fact } from '../../components/permission-terms.tsx';
import { baseLanguage } from '../../i18n/i18n.ts';

interface ContentViewProps {
  value: Json;
  /** What its writer has promised about it; gives the names. */
  schema: JsonObject | null;
}

/** Any JSON as a list of names and values, lists within lists. */
export function ContentView({ value, schema }: ContentViewProps): ReactElement {
  const { t } = useTranslation('data');
  if (Array.isArray(value)) return <Entries values={value} schema={schema} />;
  if (value !== null && typeof value === 'object') return <Properties value={value} schema={schema} />;
  if (typeof value === 'boolean') return <>{t(value ? 'content.yes' : 'content.no')}</>;
  return <>{value === null || value === '' ? t('content.nothing') : String(value)}</>;
}

function Properties({ value, schema }: { value: JsonObject; schema: JsonObject | null }): ReactElement {
  const { t, i18n } = useTranslation('data');
  const language = baseLanguage(i18n.language);
  const names = Object.keys(value);
  if (names.length === 0) return <p className="kern-body">{t('content.nothing')}</p>;
  return (
    <dl className="kern-description-list content">
      {names.map((name) => {
        const part = partOf(schema, 'properties', name);
        return (
          <Fact key={name} name={titleOf(part, language) ?? wordsOf(name)}>
            <ContentView value={value[name] ?? null} schema={part} />
          </Fact>
        );
      })}
    </dl>
  );
}

function Entries({ values, schema }: { values: Json[]; schema: JsonObject | null }): ReactElement {
  const { t } = useTranslation('data');
  if (values.length === 0) return <>{t('content.nothing')}</>;
  const items = partOf(schema, 'items');
  return (
    <ol className="content-list">
      {values.map((value, index) => (
        // A list of data has no names for its entries but their order.
        <li key={`${index + 1}`}>
          <ContentView value={value} schema={items} />
        </li>
      ))}
    </ol>
  );
}

/** A part of a schema by its path; null where the schema says nothing. */
function partOf(schema: JsonObject | null, ...path: string[]): JsonObject | null {
  let part: unknown = schema;
  for (const name of path) {
    const holder = (part ?? {}) as Record<string, unknown>;
    part = Object.hasOwn(holder, name) ? holder[name] : null;
  }
  return part !== null && typeof part === 'object' && !Array.isArray(part) ? (part as JsonObject) : null;
}

/** The name of a field that has no title, as words: `dogName` is “Dog name”. */
function wordsOf(name: string): string {
  const words = name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[-_.\s]+/g, ' ')
    .trim();
  const isShouted = /^[\p{Lu}\d ]+$/u.test(words);
  const said = isShouted ? words : words.toLowerCase();
  return said.charAt(0).toUpperCase() + said.slice(1);
}
