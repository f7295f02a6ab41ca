import { composePaths, Generate, type ControlProps, type UISchemaElement } from '@jsonforms/core';
import { JsonFormsDispatch, withJsonFormsControlProps } from '@jsonforms/react';
import type { FormSchema } from '@posthorn/service-definition';
import { useEffect, useRef, useState, type ComponentType, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { useApplication } from '../application-context.tsx';
import { FieldNotes, Hint, OptionalMark } from './field-notes.tsx';
import { useField } from './use-field.ts';

/** A repeatable group: a card for each entry, with its number; entries come and go, and the focus goes along. */
function ListField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled, uischema, renderers, cells } = props;
  const { t } = useTranslation('apply');
  const application = useApplication();
  const field = useField(path);
  const focus = useMovedFocus();
  const [said, setSaid] = useState('');
  if (!visible) return null;
  const { items = {}, minItems = 0, maxItems = Infinity } = props.schema as FormSchema;
  const entries = Array.isArray(field.value) ? field.value : [];
  // A list that needs entries begins with one.
  const count = Math.max(entries.length, required ? Math.min(minItems, 1) : 0);
  const detail = detailOf(uischema, items);
  const add = (): void => {
    const made = Array.from({ length: count - entries.length + 1 }, () => (items.type === 'object' ? {} : ''));
    field.change([...entries, ...made]);
    setSaid(t('list.added', { number: count + 1 }));
    focus.moveTo(`${field.id}-${count}`);
  };
  const remove = (index: number): void => {
    application.removeItem(field.pointer, index);
    setSaid(t('list.removed', { number: index + 1 }));
    focus.moveTo(count > 1 ? `${field.id}-${Math.min(index, count - 2)}` : `${field.id}-add`);
  };
  return (
    <section className="apply-list" id={field.id} aria-labelledby={`${field.id}-title`}>
      <h2 className="kern-title" id={`${field.id}-title`}>
        {label}
        <OptionalMark isRequired={required} />
      </h2>
      <Hint id={field.id} text={description} />
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="kern-card apply-entry" role="group" aria-labelledby={`${field.id}-${index}`}>
          <div className="kern-card__container">
            <div className="apply-entry-head">
              <h3 className="kern-title kern-title--small" id={`${field.id}-${index}`} tabIndex={-1}>
                {t('list.entry', { number: index + 1, label })}
              </h3>
              {entries.length > 0 && (
                <Button look="tertiary" disabled={!enabled} onClick={() => remove(index)}>
                  {t('list.remove')}
                  <span className="kern-sr-only"> {t('list.entry', { number: index + 1, label })}</span>
                </Button>
              )}
            </div>
            <JsonFormsDispatch
              uischema={detail}
              schema={items as NonNullable<ControlProps['schema']>}
              path={composePaths(path, String(index))}
              enabled={enabled}
              {...(renderers === undefined ? {} : { renderers })}
              {...(cells === undefined ? {} : { cells })}
            />
          </div>
        </div>
      ))}
      <FieldNotes field={field} />
      {count < maxItems && (
        <Button look="secondary" id={`${field.id}-add`} disabled={!enabled} onClick={add}>
          {count === 0 ? t('list.addFirst', { label }) : t('list.add', { label })}
        </Button>
      )}
      <p className="kern-sr-only" role="status">
        {said}
      </p>
    </section>
  );
}

/** Puts the focus on an element after what was asked for has been drawn. */
function useMovedFocus(): { moveTo: (id: string) => void } {
  const wanted = useRef('');
  useEffect(() => {
    if (wanted.current === '') return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = '';
  });
  return {
    moveTo: (id) => {
      wanted.current = id;
    },
  };
}

function detailOf(uischema: UISchemaElement, items: FormSchema): UISchemaElement {
  const { detail } = (uischema.options ?? {}) as { detail?: UISchemaElement };
  if (detail !== undefined) return detail;
  if (items.type !== 'object') return { type: 'Control', scope: '#' };
  return Generate.uiSchema(items, 'VerticalLayout');
}

export const ListControl: ComponentType = withJsonFormsControlProps(ListField) as ComponentType;
