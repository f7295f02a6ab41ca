import { JsonForms } from '@jsonforms/react';
import type { UISchemaElement } from '@jsonforms/core';
import { ruleValidator, type LocalizedPage } from '@posthorn/service-definition';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useApplication, useApplicationState } from './application-context.tsx';
import { renderers } from './controls/renderers.ts';
import { DataOffer } from './data-offer.tsx';
import { FeeNote } from './fee-note.tsx';
import { fieldsOf } from './field-order.ts';
import { focusField, ProblemList } from './problem-list.tsx';
import { SaveNote } from './save-note.tsx';
import { Steps } from './steps.tsx';

interface FormPageProps {
  page: LocalizedPage;
  /** Which step it is of how many. */
  current: number;
  total: number;
  onBack: (() => void) | null;
  onNext: () => void;
}

/** One page of the form. */
export function FormPage({ page, current, total, onBack, onNext }: FormPageProps): ReactElement {
  const { t } = useTranslation('apply');
  const application = useApplication();
  const { evaluation, effect } = useApplicationState();
  const [attempt, setAttempt] = useState(0);
  const problems = attempt === 0 ? [] : application.problemsOf(page.id);
  const pointers = fieldsOf(page.ui, application.form.schema).map(({ pointer }) => pointer);
  const next = (): void => {
    if (application.tryPage(page.id).length > 0) setAttempt(attempt + 1);
    else onNext();
  };
  return (
    <Page title={page.title} above={application.title}>
      <Steps current={current} total={total} />
      {page.description !== undefined && <p className="kern-body">{page.description}</p>}
      {problems.length > 0 && (
        <ProblemList problems={problems} attempt={attempt} onChoose={({ path }) => focusField(path)} />
      )}
      <DataOffer pointers={pointers} />
      <form
        className="apply-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <JsonForms
          schema={application.form.schema}
          uischema={page.ui as UISchemaElement}
          data={isReadable(evaluation.problems) ? evaluation.answers : application.state.answers}
          renderers={renderers}
          ajv={ruleValidator}
          validationMode="NoValidation"
        />
        <FeeNote />
        <div className="actions">
          <Button type="submit">{t('next')}</Button>
          {onBack !== null && (
            <Button look="secondary" onClick={onBack}>
              {t('back')}
            </Button>
          )}
        </div>
      </form>
      <SaveNote />
      <p className="kern-sr-only" role="status">
        {effect !== null && t(`effect.${effect}`)}
      </p>
    </Page>
  );
}

/** Answers beyond all limits come to nothing at all; then the form shows them as they are. */
function isReadable(problems: readonly { code: string }[]): boolean {
  return !problems.some(({ code }) => code.startsWith('answers-'));
}
