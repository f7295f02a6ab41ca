import type { Case, CaseEventOf } from '@posthorn/citizen';
import { isObject, type JsonObject } from '@posthorn/protocol';
import type { FormSchema } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { answerText, type AnswerWords } from '../apply/answer-text.ts';
import { valueAt } from '../apply/answers.ts';
import { fieldsOf, type ShownField } from '../apply/field-order.ts';
import { useService } from './use-service.ts';

interface AnswersViewProps {
  matter: Case;
  application: CaseEventOf<'application'>;
}

/** What the person has told the agency, in the order and words of the form. */
export function AnswersView({ matter, application }: AnswersViewProps): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const loaded = useService(matter);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <ErrorAlert error={loaded.error} onRetry={loaded.reload} />;
  const form = loaded.value?.form;
  const { answers, attachments } = application;
  const words: AnswerWords = { language: i18n.language, yes: t('yes'), no: t('no'), attachments };
  const fields = form?.pages.flatMap((page) => fieldsOf(page.ui, form.schema)) ?? [];
  return <AnswerList fields={fields} answers={answers} words={words} />;
}

interface AnswerListProps {
  fields: readonly ShownField[];
  answers: JsonObject;
  words: AnswerWords;
}

/** Fields without an answer were not asked for, or left out. */
function AnswerList({ fields, answers, words }: AnswerListProps): ReactElement {
  const given = fields.filter(({ pointer }) => valueAt(answers, pointer) !== undefined);
  return (
    <dl className="kern-description-list answers">
      {given.map((field) => (
        <div key={field.pointer} className="kern-description-list-item">
          <dt className="kern-description-list-item__key">{field.schema.title}</dt>
          <dd className="kern-description-list-item__value">
            <AnswerValue field={field} answers={answers} words={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function AnswerValue({ field, answers, words }: Omit<AnswerListProps, 'fields'> & { field: ShownField }): ReactElement {
  const { pointer, schema } = field;
  const value = valueAt(answers, pointer) ?? null;
  if (isObject(value)) return <AnswerList fields={inner(schema, pointer)} answers={answers} words={words} />;
  if (!Array.isArray(value) || schema.items?.type !== 'object') return <>{answerText(value, schema, words)}</>;
  const places = value.map((_, index) => `${pointer}/${index}`);
  return (
    <ol>
      {places.map((place) => (
        <li key={place}>
          <AnswerList fields={inner(schema.items ?? {}, place)} answers={answers} words={words} />
        </li>
      ))}
    </ol>
  );
}

function inner(schema: FormSchema, base: string): ShownField[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    pointer: `${base}/${name}`,
    schema: property,
    element: { type: 'Control' },
  }));
}
