import type { Session } from '../../session/session.ts';

/**
 * What has been written and not sent yet, per person and case. Kept in memory alone, over changes of the page, and gone after the
 * sign-out: on the disk lies nothing that is not encrypted.
 */
class ReplyTexts {
  readonly #texts = new Map<string, string>();

  constructor(session: Session) {
    session.subscribe(() => {
      if (session.state.phase === 'signed-out') this.#texts.clear();
    });
  }

  get(userId: string, caseId: string): string {
    return this.#texts.get(`${userId} ${caseId}`) ?? '';
  }

  set(userId: string, caseId: string, text: string): void {
    this.#texts.set(`${userId} ${caseId}`, text);
  }
}

const textsOf = new WeakMap<Session, ReplyTexts>();

/** Those of a session; they live as long as it does. */
export function replyTexts(session: Session): ReplyTexts {
  const known = textsOf.get(session) ?? new ReplyTexts(session);
  textsOf.set(session, known);
  return known;
}
