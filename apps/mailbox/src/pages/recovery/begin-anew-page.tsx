import type { Person } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Page } from '../../components/page.tsx';
import { useEidConfirmation } from '../../session/eid-confirmation.tsx';
import { useSession } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** No device, no passkey, no sheet: what is lost, what stays, and a new beginning. */
export function BeginAnewPage({ person, onBack }: { person: Person; onBack: () => void }): ReactElement {
  const { t } = useTranslation('recovery');
  const session = useSession();
  const { authorise, dialog } = useEidConfirmation();
  const [isUnderstood, setUnderstood] = useState(false);
  const [problem, setProblem] = useState('');
  const beginning = useAction(() => session.startOver(person, authorise));
  function begin(): void {
    if (isUnderstood) void beginning.run();
    else setProblem(t('anew.understoodMissing'));
  }
  return (
    <Page title={t('anew.title')}>
      <p className="kern-body">{t('anew.text')}</p>
      <Points title={t('anew.lostTitle')} points={t('anew.lost', { returnObjects: true }) as string[]} />
      <Points title={t('anew.staysTitle')} points={t('anew.stays', { returnObjects: true }) as string[]} />
      <Checkbox
        label={t('anew.understood')}
        isChecked={isUnderstood}
        problem={problem}
        onCheck={(checked) => {
          setUnderstood(checked);
          setProblem('');
        }}
      />
      <div className="actions">
        <Button isBusy={beginning.isRunning} onClick={begin}>
          {t('anew.confirm')}
        </Button>
        <Button look="secondary" onClick={onBack}>
          {t('anew.back')}
        </Button>
      </div>
      {beginning.error !== null && <ErrorAlert error={beginning.error} />}
      {dialog}
    </Page>
  );
}

function Points({ title, points }: { title: string; points: string[] }): ReactElement {
  return (
    <section>
      <h2 className="kern-heading-small">{title}</h2>
      <ul className="kern-list kern-list--bullet">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}
