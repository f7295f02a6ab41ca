import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** How far one is: `Schritt 2 von 5`. */
export function Steps({ current, total }: { current: number; total: number }): ReactElement {
  const { t } = useTranslation('apply');
  const id = useId();
  return (
    <div className="kern-progress apply-steps">
      <label className="kern-label" htmlFor={id}>
        {t('step', { current, total })}
      </label>
      <progress id={id} value={current} max={total} />
    </div>
  );
}
