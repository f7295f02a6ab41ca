import type { JsonObject } from '@posthorn/protocol';
import type { LocalizedPage } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { isObject } from '@posthorn/protocol';
import { answerText, type AnswerWords } from './answer-text.ts';
import { valueAt } from './answers.ts';
import { useApplication, useApplicationState } from './application-context.tsx';
import { fieldsOf, type ShownField } from './field-order.ts';

/** The answers of one page, to be read before they are sent, and the way back to change them. */
export function SummaryPart({ page, number }: { page: LocalizedPage; number: number }): ReactElement {
  const { t } = useTranslation('apply');
  const { form, draft } = useApplication();
  return (
    <section className="kern-summary" aria-labelledby={`summary-${page.id}`}>
      <div className="kern-summary__header">
        <span className="kern-number" aria-hidden="true">
          {number}
        </span>
        <h2 className="kern-title" id={`summary-${page.id}`}>
          {page.title}
        </h2>
        <Link className="kern-link apply-change" href={`/apply/${draft.id}/${page.id}`}>
          {t('summary.change')}
          <span className="kern-sr-only"> {page.title}</span>
        </Link>
      </div>
      <div className="kern-summary__body">
        <AnswerList fields={fieldsOf(page.ui, form.schema)} />
      </div>
    </section>
  );
}

function AnswerList({ fields }: { fields: readonly ShownField[] }): ReactElement {
  const { t, i18n } = useTranslation('apply');
  const { evaluation, attachments } = useApplicationState();
  const words: AnswerWords = { language: i18n.language, yes: t('yes'), no: t('no'), attachments };
  const shown = fields.filter(({ pointer }) => !evaluation.hidden.has(pointer));
  return (
    <dl className="kern-description-list">
      {shown.map((field) => (
        <div key={field.pointer} className="kern-description-list-item">
          <dt className="kern-description-list-item__key">{field.schema.title}</dt>
          <dd className="kern-description-list-item__value">
            <Answer field={field} answers={evaluation.answers} words={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface AnswerProps {
  field: ShownField;
  answers: JsonObject;
  words: AnswerWords;
}

function Answer({ field, answers, words }: AnswerProps): ReactElement {
  const { t } = useTranslation('apply');
  const { pointer, schema, element } = field;
  const value = valueAt(answers, pointer);
  const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
  if (isNothing) return <span className="apply-nothing">{t('summary.nothing')}</span>;
  if (isObject(value)) return <AnswerList fields={allFieldsOf(schema, pointer)} />;
  const { items } = schema;
  if (!Array.isArray(value) || items?.type !== 'object') return <>{answerText(value, schema, words)}</>;
  const { detail } = element.options ?? {};
  return (
    <ol className="apply-entries">
      {value.map((_, index) => {
        const base = `${pointer}/${index}`;
        const inner = detail === undefined ? allFieldsOf(items, base) : fieldsOf(detail, items, base);
        return (
          <li key={base}>
            <AnswerList fields={inner} />
          </li>
        );
      })}
    </ol>
  );
}

function allFieldsOf(schema: ShownField['schema'], base: string): ShownField[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    pointer: `${base}/${name}`,
    schema: property,
    element: { type: 'Control' },
  }));
}
