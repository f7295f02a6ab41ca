import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { Json } from '@posthorn/protocol';
import type { FormSchema } from '@posthorn/service-definition';
import type { ComponentType, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from './choice.tsx';
import { FieldFrame, FieldsetFrame } from './field-frame.tsx';
import { describedBy } from './field-notes.tsx';
import { useField, type FieldView } from './use-field.ts';

/** With more answers than this a list is easier to look through than buttons. */
const mostButtons = 6;

interface Option {
  value: Json | undefined;
  title: string;
}

interface OptionsProps {
  field: FieldView;
  props: ControlProps;
  options: Option[];
}

/** One of several answers: radio buttons, or a list when there are many. */
function ChoiceField(props: ControlProps): ReactElement | null {
  const { t } = useTranslation('apply');
  const field = useField(props.path);
  if (!props.visible) return null;
  const schema = props.schema as FormSchema;
  const choices = schema.type === 'boolean' ? yesAndNo(t('yes'), t('no')) : optionsOf(schema);
  const asButtons = props.uischema.options?.['format'] === 'radio' || choices.length <= mostButtons;
  if (!asButtons) return <SelectList field={field} props={props} options={choices} />;
  const mayLeaveOut = props.required !== true && schema.default === undefined;
  const options = mayLeaveOut ? [...choices, { value: undefined, title: t('noAnswer') }] : choices;
  return <RadioButtons field={field} props={props} options={options} />;
}

function RadioButtons({ field, props, options }: OptionsProps): ReactElement {
  return (
    <FieldsetFrame
      field={field}
      label={props.label}
      hint={props.description}
      isRequired={props.required === true}
      isRow={props.schema.type === 'boolean'}
    >
      {options.map(({ value, title }, index) => (
        <Choice
          key={title}
          id={`${field.id}-${index}`}
          kind="radio"
          name={field.id}
          label={title}
          isChosen={value !== undefined && field.value === value}
          isDisabled={!props.enabled}
          isWrong={field.problem !== ''}
          onChoose={() => field.change(value)}
          onLeave={field.touch}
        />
      ))}
    </FieldsetFrame>
  );
}

function SelectList({ field, props, options }: OptionsProps): ReactElement {
  const { t } = useTranslation('apply');
  const chosen = options.findIndex(({ value }) => value === field.value);
  return (
    <FieldFrame field={field} label={props.label} hint={props.description} isRequired={props.required === true}>
      <div className="kern-form-input__select-wrapper">
        <select
          id={field.id}
          className={`kern-form-input__select ${field.problem === '' ? '' : 'kern-form-input__select--error'}`}
          value={chosen}
          disabled={!props.enabled}
          aria-invalid={field.problem !== '' || undefined}
          aria-describedby={describedBy(field, props.description)}
          aria-required={props.required === true || undefined}
          onChange={(event) => field.change(options[Number(event.target.value)]?.value)}
          onBlur={field.touch}
        >
          <option value={-1}>{t('choose')}</option>
          {options.map(({ title }, index) => (
            <option key={title} value={index}>
              {title}
            </option>
          ))}
        </select>
      </div>
    </FieldFrame>
  );
}

function optionsOf(schema: FormSchema): Option[] {
  return (schema.oneOf ?? []).map(({ const: value, title }) => ({ value, title: title ?? '' }));
}

function yesAndNo(yes: string, no: string): Option[] {
  return [
    { value: true, title: yes },
    { value: false, title: no },
  ];
}

export const ChoiceControl: ComponentType = withJsonFormsControlProps(ChoiceField) as ComponentType;
