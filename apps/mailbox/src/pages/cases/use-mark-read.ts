import type { Case } from '@posthorn/citizen';
import { useEffect, useSyncExternalStore } from 'react';

/** What is on a visible page has been seen; all devices get to know it. */
export function useMarkRead(matter: Case): void {
  const isVisible = useSyncExternalStore(listen, () => document.visibilityState === 'visible');
  const { unread } = matter;
  useEffect(() => {
    if (!isVisible || unread === 0) return;
    // What could not be told now is told at the next visit.
    matter.markRead().catch(() => undefined);
  }, [matter, isVisible, unread]);
}

function listen(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}
