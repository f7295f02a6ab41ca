import type { Person } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { QrScanner } from '../../components/qr-scanner.tsx';
import { TextField } from '../../components/text-field.tsx';
import { OpeningStatus, useOpening } from './opening-progress.tsx';
import { readCode, type CodeState } from './recovery-code.ts';

/** The code off the sheet: typed and checked while typing, or scanned. */
export function RecoverWithCode({ person }: { person: Person }): ReactElement {
  const { t } = useTranslation('recovery');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const [isScanning, setScanning] = useState(false);
  const code = readCode(typed);
  const opening = useOpening((options, complete: string) => person.recover(complete, options));

  function open(state: CodeState, otherwise: string): void {
    if (state.state === 'complete') void opening.run(state.code);
    else setProblem(otherwise);
  }

  function type(text: string): void {
    setTyped(text);
    const now = readCode(text);
    const isWrong = now.state !== 'complete' && now.state !== 'incomplete';
    setProblem(isWrong ? t(`recover.codeState.${now.state}`, { ...now }) : '');
  }

  return (
    <form
      className="recovery-choice"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!opening.isRunning) open(code, problem || t('recover.incomplete'));
      }}
    >
      <div className="code-input">
        <TextField
          label={t('recover.codeLabel')}
          hint={t('recover.codeHint')}
          problem={problem}
          value={typed}
          onText={type}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <p className="kern-body kern-body--small" role="status">
          {typed !== '' && problem === '' && <CodeProgress code={code} />}
        </p>
      </div>
      <div className="actions">
        <Button type="submit" isBusy={opening.isRunning}>
          {t('recover.open')}
        </Button>
        {!isScanning && (
          <Button look="secondary" onClick={() => setScanning(true)}>
            {t('recover.scan')}
          </Button>
        )}
      </div>
      {isScanning && (
        <QrScanner
          onClose={() => setScanning(false)}
          onCode={(text) => {
            setScanning(false);
            setTyped(text);
            open(readCode(text), t('recover.notOurCode'));
          }}
        />
      )}
      <OpeningStatus {...opening} />
      {opening.error !== null && <ErrorAlert error={opening.error} />}
    </form>
  );
}

function CodeProgress({ code }: { code: CodeState }): ReactElement | null {
  const { t } = useTranslation('recovery');
  if (code.state === 'incomplete') return <>{t('recover.codeState.incomplete', { count: code.missing })}</>;
  return code.state === 'complete' ? <>{t('recover.codeState.complete')}</> : null;
}
