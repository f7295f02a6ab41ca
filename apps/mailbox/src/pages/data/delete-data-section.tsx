import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { TypedConfirmation } from './typed-confirmation.tsx';

/** Deletes the account at the operator with all data: the part of leaving that concerns data. */
export function DeleteDataSection(): ReactElement {
  const { t } = useTranslation('data');
  const person = usePerson();
  const [step, setStep] = useState<'closed' | 'asking' | 'done'>('closed');
  const deletion = useAction(async () => {
    await person.data.deleteAccount({ confirmed: true });
    setStep('done');
  });
  return (
    <section className="stack" aria-labelledby="delete-data">
      <h2 className="kern-heading-medium" id="delete-data">
        {t('deleteAll.title')}
      </h2>
      {step === 'done' ? (
        <Alert kind="success" title={t('deleteAll.done')} takesFocus>
          <p>{t('deleteAll.doneText')}</p>
        </Alert>
      ) : (
        <>
          <p className="kern-body">{t('deleteAll.text')}</p>
          <div className="actions">
            <ButtonLink to="/data/export" look="secondary">
              {t('deleteAll.export')}
            </ButtonLink>
            <Button look="tertiary" onClick={() => setStep('asking')}>
              {t('deleteAll.open')}
            </Button>
          </div>
        </>
      )}
      {step === 'asking' && (
        <TypedConfirmation
          title={t('deleteAll.title')}
          deed={t('deleteAll.deed')}
          action={deletion}
          onClose={() => setStep('closed')}
        >
          <p className="kern-body">{t('deleteAll.warning')}</p>
        </TypedConfirmation>
      )}
    </section>
  );
}
