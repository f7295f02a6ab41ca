import type { LayoutProps, UISchemaElement } from '@jsonforms/core';
import { JsonFormsDispatch, withJsonFormsLabelProps, withJsonFormsLayoutProps } from '@jsonforms/react';
import type { ComponentType, ReactElement } from 'react';

type Elements = { elements?: UISchemaElement[] };

function StackOfElements(props: LayoutProps): ReactElement | null {
  return props.visible ? (
    <div className="apply-stack">
      <Children {...props} />
    </div>
  ) : null;
}

function RowOfElements(props: LayoutProps): ReactElement | null {
  return props.visible ? (
    <div className="apply-row">
      <Children {...props} />
    </div>
  ) : null;
}

/** Fields that belong together, under a heading of their own. */
function GroupOfElements(props: LayoutProps): ReactElement | null {
  return props.visible ? (
    <fieldset className="kern-fieldset apply-group">
      <legend className="kern-title">{props.label}</legend>
      <div className="kern-fieldset__body">
        <Children {...props} />
      </div>
    </fieldset>
  ) : null;
}

function Children({ uischema, schema, path, enabled, renderers, cells }: LayoutProps): ReactElement {
  const { elements = [] } = uischema as Elements;
  return (
    <>
      {elements.map((element, index) => (
        <JsonFormsDispatch
          // The elements of a form stay in their order.
          key={`${path}-${index}`}
          uischema={element}
          schema={schema}
          path={path}
          enabled={enabled}
          {...(renderers === undefined ? {} : { renderers })}
          {...(cells === undefined ? {} : { cells })}
        />
      ))}
    </>
  );
}

function Explanation({ text, visible }: { text?: string; visible: boolean }): ReactElement | null {
  return visible ? <p className="kern-body">{text}</p> : null;
}

export const StackLayout: ComponentType = withJsonFormsLayoutProps(StackOfElements) as ComponentType;
export const RowLayout: ComponentType = withJsonFormsLayoutProps(RowOfElements) as ComponentType;
export const GroupLayout: ComponentType = withJsonFormsLayoutProps(GroupOfElements) as ComponentType;
export const LabelElement: ComponentType = withJsonFormsLabelProps(Explanation) as ComponentType;
