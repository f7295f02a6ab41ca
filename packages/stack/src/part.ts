/** One process of the stack. */
export interface Part {
  /** Short and stable: names the log file and the part in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Port that it listens on, checked before it is started. */
  readonly port?: number;
  /** Answers with 200 once the part is ready. */
  readonly readyUrl: string;
  /** Parts that must be ready before this one is started. */
  readonly needs?: readonly string[];
  /** Done after those are ready and before this one is started. */
  readonly prepare?: () => Promise<void>;
  /** What somebody can do when the part does not run. */
  readonly mend: string;
}
