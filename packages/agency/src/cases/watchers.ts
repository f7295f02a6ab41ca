import type { CaseMessage } from './messages.ts';

/** Callbacks into running handlers and to whoever watches the agency; called after the commit. */
export interface Watchers {
  /** A waiting step of a case was settled. */
  stepSettled(caseId: string, position: number): void;
  onStep(caseId: string, listener: (position: number) => void): () => void;
  /** Something was said to the agency. */
  messageArrived(message: CaseMessage): void;
  onMessage(listener: (message: CaseMessage) => void): () => void;
}

export function createWatchers(): Watchers {
  const steps = new Map<string, (position: number) => void>();
  const messages = new Set<(message: CaseMessage) => void>();
  return {
    stepSettled: (caseId, position) => steps.get(caseId)?.(position),
    onStep(caseId, listener) {
      steps.set(caseId, listener);
      return () => void (steps.get(caseId) === listener && steps.delete(caseId));
    },
    messageArrived(message) {
      for (const listener of messages) listener(message);
    },
    onMessage(listener) {
      messages.add(listener);
      return () => void messages.delete(listener);
    },
  };
}
