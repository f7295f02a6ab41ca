import type { CaseMessage } from './messages.ts';

/** Callbacks into running handlers and to whoever watches the agency; called after the commit. */
export interface Watchers {
  /** A waiting step of a case was settled. */
  stepSettled(caseId: string, position: number): void;
  onStep(caseId: string, listener: (position: number) => void): () => void;
  /** Something was said to the agency. */
  messageArrived(message: CaseMessage): void;
  onMessage(listener: (message: CaseMessage) => void): () => void;
  /** A person has agreed to a connection, or decided anew about permissions. */
  agreementChanged(connectionId: string): void;
  onAgreement(listener: (connectionId: string) => void): () => void;
  /** Somebody has signed in under this session id. */
  signedIn(sid: string, connectionId: string): void;
  onSignIn(listener: (sid: string, connectionId: string) => void): () => void;
}

export function createWatchers(): Watchers {
  const steps = new Map<string, (position: number) => void>();
  const messages = createListeners<[CaseMessage]>();
  const agreements = createListeners<[string]>();
  const signIns = createListeners<[string, string]>();
  return {
    stepSettled: (caseId, position) => steps.get(caseId)?.(position),
    onStep(caseId, listener) {
      steps.set(caseId, listener);
      return () => void (steps.get(caseId) === listener && steps.delete(caseId));
    },
    messageArrived: messages.call,
    onMessage: messages.add,
    agreementChanged: agreements.call,
    onAgreement: agreements.add,
    signedIn: signIns.call,
    onSignIn: signIns.add,
  };
}

interface Listeners<Facts extends unknown[]> {
  call(this: void, ...facts: Facts): void;
  add(this: void, listener: (...facts: Facts) => void): () => void;
}

function createListeners<Facts extends unknown[]>(): Listeners<Facts> {
  const all = new Set<(...facts: Facts) => void>();
  return {
    call(...facts) {
      for (const listener of all) listener(...facts);
    },
    add(listener) {
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}
