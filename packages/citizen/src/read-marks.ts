import type { SealedDocuments } from './documents.ts';

/** Id of the sealed document that holds the marks. */
export const readMarksId = 'org.posthorn.read';

/** Up to which event the person has read each case; the same on all devices. */
export class ReadMarks {
  readonly #documents: SealedDocuments;
  #marks: Record<string, string> = {};

  constructor(documents: SealedDocuments) {
    this.#documents = documents;
  }

  /** Reads the marks as they are now, perhaps set by another device. */
  async load(): Promise<void> {
    const marks = await this.#documents.get(readMarksId);
    this.#marks = { ...this.#marks, ...((marks ?? {}) as Record<string, string>) };
  }

  get(caseId: string): string | null {
    return this.#marks[caseId] ?? null;
  }

  async set(caseId: string, eventId: string): Promise<void> {
    if (this.#marks[caseId] === eventId) return;
    this.#marks = { ...this.#marks, [caseId]: eventId };
    await this.#documents.put(readMarksId, { ...this.#marks });
  }
}
