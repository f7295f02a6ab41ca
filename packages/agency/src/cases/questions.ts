import type { Choice, Json } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';

export type QuestionTerms =
  | { kind: 'question'; choices: Choice[]; multiple: boolean }
  | { kind: 'document-request'; accept: string[]; maxSize: number };

/** A question or a request for a document that waits (or waited) for the person. */
export interface OpenQuestion {
  /** Message id of the question. */
  id: string;
  caseId: string;
  /** The handler's step that waits for it; null when a person asked. */
  position: number | null;
  state: 'open' | 'answered' | 'cancelled';
  terms: QuestionTerms;
  answer: Json;
}

export function insertQuestion(
  db: Database,
  question: Pick<OpenQuestion, 'id' | 'caseId' | 'position' | 'terms'>,
): void {
  db.run(
    `INSERT INTO questions (id, case_id, position, kind, state, terms) VALUES (?, ?, ?, ?, 'open', ?)`,
    question.id,
    question.caseId,
    question.position,
    question.terms.kind,
    db.seal(`questions.terms:${question.id}`, question.terms),
  );
}

export function readQuestion(db: Database, id: string): OpenQuestion | null {
  const row = db.get('SELECT * FROM questions WHERE id = ?', id);
  return row ? toQuestion(db, row) : null;
}

export function questionsOfCase(db: Database, caseId: string): OpenQuestion[] {
  return db.all('SELECT * FROM questions WHERE case_id = ? ORDER BY rowid', caseId).map((row) => toQuestion(db, row));
}

export function answerQuestion(db: Database, id: string, answer: Json): void {
  db.run(
    `UPDATE questions SET state = 'answered', answer = ? WHERE id = ? AND state = 'open'`,
    db.seal(`questions.answer:${id}`, answer),
    id,
  );
}

export function cancelQuestions(db: Database, caseId: string): void {
  db.run(`UPDATE questions SET state = 'cancelled' WHERE case_id = ? AND state = 'open'`, caseId);
}

function toQuestion(db: Database, row: Row): OpenQuestion {
  const id = String(row['id']);
  return {
    id,
    caseId: String(row['case_id']),
    position: row['position'] as number | null,
    state: row['state'] as OpenQuestion['state'],
    terms: db.open(`questions.terms:${id}`, row['terms']) as unknown as QuestionTerms,
    answer: row['answer'] === null ? null : db.open(`questions.answer:${id}`, row['answer']),
  };
}
