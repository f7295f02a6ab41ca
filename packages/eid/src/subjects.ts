import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/**
 * Pairwise subjects: who signs in is known to each client under another name. They are random, not derived, so that
 * neither a leaked key nor a list of persons tells who is behind one.
 */
export class SubjectStore {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(
      `PRAGMA journal_mode = WAL;
       CREATE TABLE IF NOT EXISTS subject (
         person TEXT NOT NULL, client TEXT NOT NULL, subject TEXT NOT NULL UNIQUE, PRIMARY KEY (person, client)
       ) STRICT`,
    );
  }

  /** The subject of a person at a client: the same for ever, once asked for. */
  subjectOf(person: string, client: string): string {
    this.#database
      .prepare('INSERT INTO subject (person, client, subject) VALUES (?, ?, ?) ON CONFLICT (person, client) DO NOTHING')
      .run(person, client, randomSubject());
    const row = this.#database
      .prepare('SELECT subject FROM subject WHERE person = ? AND client = ?')
      .get(person, client);
    return String(row?.['subject']);
  }

  close(): void {
    this.#database.close();
  }
}

/** Begins with a letter, because Matrix keeps user ids of digits alone for guests. */
function randomSubject(): string {
  return `p${randomBytes(12).toString('hex')}`;
}
