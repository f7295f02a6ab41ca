import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, type Action } from '../../session/use-action.ts';

/** How far the keys of old messages are restored; null as long as that is not known. */
export type OpeningProgress = { done: number; total: number } | null;

/** Opens the account in some way and follows how far it is. */
export function useOpening<A extends unknown[]>(
  open: (options: { onProgress: (done: number, total: number) => void }, ...args: A) => Promise<void>,
): Action<A> & { progress: OpeningProgress } {
  const [progress, setProgress] = useState<OpeningProgress>(null);
  const action = useAction(async (...args: A) => {
    setProgress(null);
    await open({ onProgress: (done, total) => setProgress({ done, total }) }, ...args);
  });
  return { ...action, progress };
}

/** Says that the account is being opened, and how far that is. */
export function OpeningStatus({
  isRunning,
  progress,
}: {
  isRunning: boolean;
  progress: OpeningProgress;
}): ReactElement {
  const { t } = useTranslation('recovery');
  const isCounted = progress !== null && progress.total > 0;
  return (
    <div className="kern-progress" role="status">
      {isRunning && (
        <>
          <p className="kern-body">{isCounted ? t('recover.progress', { ...progress }) : t('recover.opening')}</p>
          {isCounted && <progress value={progress.done} max={progress.total} aria-label={t('recover.opening')} />}
        </>
      )}
    </div>
  );
}
