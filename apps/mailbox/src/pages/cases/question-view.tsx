import type { Case, CaseEventOf } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { useAction } from '../../session/use-action.ts';
import { canChange, givenAnswer, isOpen } from './question.ts';

interface QuestionViewProps {
  matter: Case;
  question: CaseEventOf<'question'>;
}

/** A question with its choices: buttons, or boxes to tick where several may be picked. */
export function QuestionView({ matter, question }: QuestionViewProps): ReactElement {
  const { t } = useTranslation('cases');
  const [isChanging, setChanging] = useState(false);
  const given = givenAnswer(matter, question)?.codes ?? [];
  const sending = useAction(async (codes: readonly string[]) => {
    setChanging(false);
    await matter.answer(question, codes);
  });
  const isAnswered = given.length > 0;
  const isAsking = question.verified && (isAnswered ? isChanging : isOpen(matter));
  const picked = question.choices.filter(({ code }) => given.includes(code)).map(({ text }) => text);
  return (
    <fieldset className="question">
      <legend className="kern-body">
        <strong>{question.text}</strong>
      </legend>
      {isAnswered && <p role="status">{t('yourAnswer', { answer: picked.join(', ') })}</p>}
      {!isAnswered && !isAsking && <p>{t('notAnswered')}</p>}
      {isAsking && question.multiple && (
        <Boxes question={question} given={given} isBusy={sending.isRunning} onSend={sending.run} />
      )}
      {isAsking && !question.multiple && (
        <div className="question-choices">
          {question.choices.map(({ code, text }) => (
            <Button key={code} look="secondary" isBusy={sending.isRunning} onClick={() => void sending.run([code])}>
              {text}
            </Button>
          ))}
        </div>
      )}
      {isAnswered && !isChanging && !sending.isRunning && canChange(matter, question) && (
        <Button look="tertiary" onClick={() => setChanging(true)}>
          {t('changeAnswer')}
        </Button>
      )}
      {sending.error !== null && <ErrorAlert error={sending.error} />}
    </fieldset>
  );
}

interface BoxesProps {
  question: CaseEventOf<'question'>;
  given: readonly string[];
  isBusy: boolean;
  onSend: (codes: readonly string[]) => Promise<void>;
}

function Boxes({ question, given, isBusy, onSend }: BoxesProps): ReactElement {
  const { t } = useTranslation('cases');
  const [picked, setPicked] = useState<readonly string[]>(given);
  const [isMissing, setMissing] = useState(false);
  return (
    <div className="question-choices">
      <p className="kern-hint">{t('several')}</p>
      {question.choices.map(({ code, text }) => (
        <div key={code} className="kern-form-check">
          <input
            id={`${question.id}-${code}`}
            type="checkbox"
            className="kern-form-check__checkbox"
            checked={picked.includes(code)}
            onChange={({ target }) =>
              setPicked(target.checked ? [...picked, code] : picked.filter((other) => other !== code))
            }
          />
          <label className="kern-label" htmlFor={`${question.id}-${code}`}>
            {text}
          </label>
        </div>
      ))}
      {isMissing && picked.length === 0 && (
        <p className="kern-error" role="alert">
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{t('pickOne')}</span>
        </p>
      )}
      <Button
        isBusy={isBusy}
        onClick={() => {
          if (picked.length === 0) setMissing(true);
          else void onSend(picked);
        }}
      >
        {t('sendAnswer')}
      </Button>
    </div>
  );
}
