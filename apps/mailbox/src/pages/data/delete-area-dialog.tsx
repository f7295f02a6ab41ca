import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import type { Names, Place } from '../../components/names.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { TypedConfirmation } from './typed-confirmation.tsx';

interface DeleteAreaDialogProps {
  place: Place;
  names: Names;
  onClose: () => void;
  onDeleted: () => void;
}

/** Deletes an area's data for good, after the person has read what that means. */
export function DeleteAreaDialog({ place, names, onClose, onDeleted }: DeleteAreaDialogProps): ReactElement {
  const { t } = useTranslation('data');
  const person = usePerson();
  const { domain, area } = place;
  const warning = useLoaded(() => person.data.deletionWarning(domain, area), [domain, area]);
  const deletion = useAction(async () => {
    await person.data.deleteArea(domain, area, { confirmed: true });
    onClose();
    onDeleted();
  });
  return (
    <TypedConfirmation title={t('delete.title')} deed={t('delete.deed')} action={deletion} onClose={onClose}>
      {warning.state === 'loading' && <Loading />}
      {warning.state === 'failed' && <ErrorAlert error={warning.error} onRetry={warning.reload} />}
      {warning.state === 'ready' && (
        <>
          <p className="kern-body">{t('delete.warning', { what: names.area(place) })}</p>
          {warning.value.losesAccess.length > 0 && (
            <p className="kern-body">
              {t('delete.losesAccess', { who: warning.value.losesAccess.map(({ name }) => name).join(', ') })}
            </p>
          )}
          <p className="kern-body">{t('delete.instead')}</p>
        </>
      )}
    </TypedConfirmation>
  );
}
