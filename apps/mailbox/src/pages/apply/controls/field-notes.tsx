import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSourceOf } from '../own-data-context.tsx';
import type { FieldView } from './use-field.ts';

/** Ids of what describes a field, for `aria-describedby`; undefined if nothing does. */
export function describedBy({ id, problem }: FieldView, hint: string | undefined): string | undefined {
  const ids = [hint !== undefined && hint !== '' && `${id}-hint`, problem !== '' && `${id}-problem`, `${id}-source`];
  return ids.filter(Boolean).join(' ') || undefined;
}

/** Marks what may be left out. */
export function OptionalMark({ isRequired }: { isRequired: boolean }): ReactElement | null {
  const { t } = useTranslation('apply');
  return isRequired ? null : <span className="kern-label__optional"> {t('optional')}</span>;
}

export function Hint({ id, text }: { id: string; text: string | undefined }): ReactElement | null {
  if (text === undefined || text === '') return null;
  return (
    <div className="kern-hint" id={`${id}-hint`}>
      {text}
    </div>
  );
}

/** What is wrong with the field, and where its answer came from. */
export function FieldNotes({ field }: { field: FieldView }): ReactElement {
  const { t } = useTranslation('apply');
  const source = useSourceOf(field.pointer);
  return (
    <>
      {field.problem !== '' && (
        <p className="kern-error" id={`${field.id}-problem`}>
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{field.problem}</span>
        </p>
      )}
      <p className="apply-source kern-body kern-body--small" id={`${field.id}-source`}>
        {source !== null && t('data.source', { source })}
      </p>
    </>
  );
}
