import type { Letter } from './cases/open-case.ts';
import type { CaseFilter } from './cases/case-record.ts';
import type { CaseDesk, CaseSummary } from './cases/case-desk.ts';
import type { CaseMessage } from './cases/messages.ts';
import type { Handler } from './handlers/handler-case.ts';
import type { InboxState } from './inbox/inbox.ts';
import type { OutboxCounts } from './outbox/outbox.ts';
import type { AgencyData } from './data/agency-data.ts';
import type { Logins } from './logins/logins.ts';
import type { Connection } from './store/contacts.ts';

/** How it goes, in numbers. */
export interface AgencyHealth {
  line: 'starting' | 'ready' | 'reconnecting' | 'stopped';
  directory: 'publishing' | 'published' | 'refused';
  inbox: Record<InboxState, number>;
  /** `failed`: can never be sent; set aside, with its code as the note of its message in the case's history. */
  outbox: OutboxCounts;
  /** rooms in which a person has said a valid hello */
  connections: number;
  /** rooms that wait until the operator has confirmed their connection */
  invitations: number;
  parked: number;
}

/**
 * An agency on the line. `Answers` names the type of the answers of each service, as `services/answer-types.ts` does.
 *
 * @example
 * const agency = await openAgency(await loadConfig('kiel.yaml'));
 * agency.onApplication('dog-registration', async (c) => {
 *   const { code } = await c.ask('chip-registered');
 *   await c.decide({ outcome: 'approved', text: { de: '…', en: '…' } });
 * });
 * await agency.start();
 */
export interface Agency<Answers extends object = Record<string, Record<string, unknown>>> {
  readonly clientId: string;
  readonly userId: string;
  /** The web address, once the agency is started and if it has one. */
  readonly url: string | null;
  /** Sign-ins at the agency's own web pages. */
  readonly logins: Logins;
  /** What people let the agency read and write. */
  readonly data: AgencyData;
  /** Registers who works on applications for a service. @throws PosthornError `service-unknown` */
  onApplication<S extends keyof Answers & string>(serviceId: S, handler: Handler<Answers[S]>): void;
  /** What a person says besides applying, once it is on disk: replies, answers, files; `caseId` null outside of any case. Returns how to stop it. */
  onMessage(listener: (message: CaseMessage) => void): () => void;
  /** A person has agreed to a connection, or decided anew about permissions, and it is on disk. Returns how to stop it. */
  onAgreement(listener: (connectionId: string) => void): () => void;
  /** Goes on the line. Resolves when messages come and go; the directory may still be missing. */
  start(): Promise<void>;
  /** Resolves when the directory has taken everything. @throws PosthornError with the directory's code */
  published(): Promise<void>;
  /** Resolves when all that came so far is processed and all that can be sent is sent. */
  idle(): Promise<void>;
  connections(): Connection[];
  cases(filter?: CaseFilter): CaseSummary[];
  /** @throws PosthornError `case-unknown` */
  case(id: string): CaseDesk;
  /** Messages outside of any case. */
  unassigned(): CaseMessage[];
  /** Opens a case with a letter; returns its id. @throws PosthornError `connection-unknown` */
  openCase(connectionId: string, letter: Letter): string;
  health(): AgencyHealth;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
