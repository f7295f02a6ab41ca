import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { FormSchema } from '@posthorn/service-definition';
import type { ComponentType, ReactElement } from 'react';
import { Choice } from './choice.tsx';
import { FieldsetFrame } from './field-frame.tsx';
import { useField } from './use-field.ts';

/** Any of several answers: checkboxes. The answers keep the order of the form. */
function ChoicesField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled } = props;
  const field = useField(path);
  if (!visible) return null;
  const options = (props.schema as FormSchema).items?.oneOf ?? [];
  const chosen = new Set(Array.isArray(field.value) ? field.value : []);
  const choose = (value: (typeof options)[number]['const'], isChosen: boolean): void => {
    const isKept = (each: typeof value): boolean => (each === value ? isChosen : chosen.has(each ?? null));
    field.change(
      options.flatMap((option) => (option.const !== undefined && isKept(option.const) ? [option.const] : [])),
    );
  };
  return (
    <FieldsetFrame field={field} label={label} hint={description} isRequired={required}>
      {options.map(({ const: value, title = '' }, index) => (
        <Choice
          key={title}
          id={`${field.id}-${index}`}
          kind="checkbox"
          name={field.id}
          label={title}
          isChosen={chosen.has(value ?? null)}
          isDisabled={!enabled}
          isWrong={field.problem !== ''}
          onChoose={(isChosen) => choose(value, isChosen)}
          onLeave={field.touch}
        />
      ))}
    </FieldsetFrame>
  );
}

export const ChoicesControl: ComponentType = withJsonFormsControlProps(ChoicesField) as ComponentType;
