import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { FileRule, FormSchema } from '@posthorn/service-definition';
import { useRef, useState, type ComponentType, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../../components/error-alert.tsx';
import { Loading } from '../../../components/loading.tsx';
import { fileSizeText, fileTypesText } from '../../../components/files/file-words.ts';
import { useApplication, useApplicationState } from '../application-context.tsx';
import { AttachedFile } from './attached-file.tsx';
import { FileDrop } from '../../../components/files/file-drop.tsx';
import { FieldNotes, Hint, OptionalMark } from './field-notes.tsx';
import { useField } from './use-field.ts';

/** One file, or a list of them. */
function FileField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled } = props;
  const { t } = useTranslation('apply');
  const application = useApplication();
  const { attachments } = useApplicationState();
  const field = useField(path);
  const schema = props.schema as FormSchema;
  const isList = schema.type === 'array';
  const rule = (isList ? schema.items : schema)?.['x-file'];
  const chooser = useRef<HTMLInputElement>(null);
  const { problems, isReading, said, say, take } = useTaking(isList ? `${field.pointer}/-` : field.pointer, rule);
  if (!visible || rule === undefined) return null;
  const ids = isList ? (Array.isArray(field.value) ? field.value : []) : [field.value];
  const files = attachments.filter(({ id }) => ids.includes(id));
  const remove = async (id: string, name: string): Promise<void> => {
    await application.detach(isList ? `${field.pointer}/0` : field.pointer, id);
    say(t('file.removed', { name }));
    chooser.current?.focus();
  };
  const isFull = files.length >= (isList ? (schema.maxItems ?? Infinity) : 1);
  return (
    <fieldset
      className={`kern-fieldset apply-files ${field.problem === '' ? '' : 'kern-fieldset--error'}`}
      aria-describedby={`${field.id}-problem`}
    >
      <legend className="kern-label">
        {label}
        <OptionalMark isRequired={required} />
      </legend>
      <Hint id={field.id} text={description} />
      <div className="kern-fieldset__body">
        {files.length > 0 && (
          <ul className="apply-file-list">
            {files.map((file) => (
              <AttachedFile key={file.id} file={file} onRemove={() => void remove(file.id, file.name)} />
            ))}
          </ul>
        )}
        {(!isFull || !isList) && (
          <FileDrop
            id={field.id}
            rule={rule}
            isMultiple={isList}
            isDisabled={!enabled}
            describedBy={`${field.id}-problem`}
            chooser={chooser}
            onFiles={(chosen) => void take(chosen)}
          />
        )}
        {isReading && <Loading text={t('file.reading')} />}
        <div role="alert">
          {problems.map(({ name, text }) => (
            <p key={name} className="kern-error">
              <span className="kern-icon kern-icon--danger" aria-hidden="true" />
              <span className="kern-body">
                {name}: {text}
              </span>
            </p>
          ))}
        </div>
        <p className="kern-sr-only" role="status">
          {said}
        </p>
      </div>
      <FieldNotes field={field} />
    </fieldset>
  );
}

interface Taking {
  /** The files that were not taken, and why. */
  problems: { name: string; text: string }[];
  isReading: boolean;
  /** What happened, to be read out. */
  said: string;
  say: (text: string) => void;
  take: (files: File[]) => Promise<void>;
}

function useTaking(pointer: string, rule: FileRule | undefined): Taking {
  const { t, i18n } = useTranslation('apply');
  const application = useApplication();
  const [problems, setProblems] = useState<Taking['problems']>([]);
  const [isReading, setReading] = useState(false);
  const [said, say] = useState('');
  const limits = {
    types: fileTypesText(rule?.accept ?? [], i18n.language),
    size: fileSizeText(rule?.maxSize ?? 0, i18n.language),
  };
  const before = useRef<Promise<void>>(Promise.resolve());
  const takeNow = async (files: File[]): Promise<void> => {
    setReading(true);
    const refused: Taking['problems'] = [];
    for (const file of files) {
      try {
        await application.attach(pointer, file, rule?.maxSize ?? 0);
        say(t('file.attached', { name: file.name }));
      } catch (error) {
        refused.push({ name: file.name, text: t([`file.problems.${codeOf(error)}`, 'file.problems.other'], limits) });
      }
    }
    setProblems(refused);
    setReading(false);
  };
  // What comes while others are being read waits for its turn.
  const take = (files: File[]): Promise<void> => {
    before.current = before.current.then(() => takeNow(files));
    return before.current;
  };
  return { problems, isReading, said, say, take };
}

export const FileControl: ComponentType = withJsonFormsControlProps(FileField) as ComponentType;
