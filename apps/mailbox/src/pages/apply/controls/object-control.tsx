import { Generate, type ControlProps, type UISchemaElement } from '@jsonforms/core';
import { JsonFormsDispatch, withJsonFormsControlProps } from '@jsonforms/react';
import { useMemo, type ComponentType, type ReactElement } from 'react';

/** A group of fields of which the page names only the whole: all of them, one below the other. */
function ObjectField(props: ControlProps): ReactElement | null {
  const { path, label, visible, enabled, schema, renderers, cells } = props;
  const uischema = useMemo((): UISchemaElement => Generate.uiSchema(schema, 'VerticalLayout'), [schema]);
  if (!visible) return null;
  return (
    <fieldset className="kern-fieldset apply-group">
      <legend className="kern-title">{label}</legend>
      <div className="kern-fieldset__body">
        <JsonFormsDispatch
          uischema={uischema}
          schema={schema}
          path={path}
          enabled={enabled}
          {...(renderers === undefined ? {} : { renderers })}
          {...(cells === undefined ? {} : { cells })}
        />
      </div>
    </fieldset>
  );
}

export const ObjectControl: ComponentType = withJsonFormsControlProps(ObjectField) as ComponentType;
