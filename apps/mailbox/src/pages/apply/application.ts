import type { Case, Draft, OwnAttachment } from '@posthorn/citizen';
import type { Json, JsonObject } from '@posthorn/protocol';
import {
  localizeForm,
  textIn,
  type AnswerProblem,
  type Evaluation,
  type LocalizedForm,
} from '@posthorn/service-definition';
import { valueAt, withValue } from './answers.ts';
import { readFile } from '../../components/files/read-file.ts';

/** What a form that is being filled in shows; a new object at each change. */
export interface ApplicationState {
  /** As they were typed. */
  answers: JsonObject;
  /** What they come to: problems, fee, shown pages, hidden fields. */
  evaluation: Evaluation;
  attachments: readonly OwnAttachment[];
  /** RFC 3339 */
  savedAt: string;
  isSaved: boolean;
  saveError: unknown;
  /** Bytes of files brought to the homeserver while saving or sending. */
  transfer: { sent: number; total: number } | null;
  /** What the last answer did to the form, to be read out. */
  effect: 'shown' | 'hidden' | 'steps' | null;
  /** Fields that were left, as JSON pointers: what is wrong with them is said. */
  touched: ReadonlySet<string>;
  /** Fields whose answer was taken out of the person's own data, with where that was. What is typed is the person's own. */
  taken: ReadonlyMap<string, DataSource>;
  /** Pages that the person wanted to leave forwards: all that is wrong or missing there is said. */
  tried: ReadonlySet<string>;
}

/** Whose data an answer was taken from, and of when that is. */
export interface DataSource {
  name: string;
  at: Date | null;
}

/** How long after the last key a draft is saved, in ms. */
const pause = 1200;

/** An application that somebody fills in: takes answers and files, says what they come to, and saves the draft by itself. */
export class Application {
  readonly draft: Draft;
  readonly form: LocalizedForm;
  readonly language: 'de' | 'en';
  /** Name of the agency, in the person's language. */
  readonly agency: string;
  #state: ApplicationState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #isHandedOver = false;
  readonly #listeners = new Set<() => void>();

  constructor(draft: Draft, agency: string, language: 'de' | 'en') {
    this.draft = draft;
    this.agency = agency;
    this.language = language;
    this.form = localizeForm(draft.definition, language);
    this.#state = {
      answers: draft.answers,
      evaluation: draft.check(),
      attachments: draft.attachments,
      savedAt: draft.savedAt,
      isSaved: true,
      saveError: null,
      transfer: null,
      effect: null,
      touched: new Set(),
      taken: new Map(),
      tried: new Set(),
    };
  }

  /** Of the service, with the agency. */
  get title(): string {
    return `${textIn(this.draft.definition.title, this.language)} · ${this.agency}`;
  }

  get state(): ApplicationState {
    return this.#state;
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The answer at a place, or the default that counts as long as there is none. */
  valueAt(pointer: string): Json | undefined {
    return valueAt(this.#state.answers, pointer) ?? valueAt(this.#state.evaluation.answers, pointer);
  }

  /** Takes an answer; undefined takes it out. @param source where it was taken from, if the person did not type it */
  change(pointer: string, value: Json | undefined, source?: DataSource): void {
    const taken = new Map(this.#state.taken);
    if (source === undefined) taken.delete(pointer);
    else taken.set(pointer, source);
    this.#set({ taken });
    this.#take(withValue(this.#state.answers, pointer, value));
  }

  /** The person has left a field. */
  touch(pointer: string): void {
    if (!this.#state.touched.has(pointer)) this.#set({ touched: new Set([...this.#state.touched, pointer]) });
  }

  /** Takes an entry out of a list, and a note of what was touched in that list with it. */
  removeItem(pointer: string, index: number): void {
    const list = this.valueAt(pointer);
    if (!Array.isArray(list)) return;
    const touched = [...this.#state.touched].filter((place) => !place.startsWith(`${pointer}/`));
    this.#set({ touched: new Set(touched) });
    this.change(pointer, list.toSpliced(index, 1));
  }

  /** What is to be said about a field: nothing before it was left, and nothing of what is missing before the page was. */
  problemAt(pointer: string): string {
    const { touched, tried } = this.#state;
    const isDue = (problem: AnswerProblem): boolean =>
      tried.has(problem.page ?? '') || (touched.has(pointer) && problem.code !== 'required');
    return this.#state.evaluation.problems.find((problem) => problem.path === pointer && isDue(problem))?.message ?? '';
  }

  problemsOf(page: string): AnswerProblem[] {
    return this.#state.evaluation.problems.filter((problem) => problem.page === page);
  }

  /** The person wants to go on: gives what still stands in the way on this page. */
  tryPage(page: string): AnswerProblem[] {
    this.#set({ tried: new Set([...this.#state.tried, page]) });
    void this.save();
    return this.problemsOf(page);
  }

  /**
   * Attaches a file.
   *
   * @param pointer the file field; `/proofs/-` appends to a list
   * @throws PosthornError `file-type-not-allowed`, `file-too-large`, `file-empty`, `file-name-invalid`
   */
  async attach(pointer: string, file: File, maxSize: number): Promise<void> {
    const { id } = await this.draft.attach(pointer, await readFile(file, maxSize));
    if (pointer.endsWith('/-')) {
      const list = pointer.slice(0, -2);
      const before = this.valueAt(list);
      this.change(list, [...(Array.isArray(before) ? before : []), id]);
    } else {
      const before = this.valueAt(pointer);
      if (typeof before === 'string') await this.draft.detach(before);
      this.change(pointer, id);
    }
    await this.save();
  }

  /** Takes a file out again. @param pointer where its id stands */
  async detach(pointer: string, id: string): Promise<void> {
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    const list = this.valueAt(parent);
    if (Array.isArray(list)) {
      this.change(
        parent,
        list.filter((each) => each !== id),
      );
    } else this.change(pointer, undefined);
    await this.draft.detach(id);
    this.#take(this.#state.answers);
  }

  /** Saves what has not been saved yet. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#saveNow());
    return this.#saving;
  }

  /** Sends it; see `Draft.submit`. From then on it does not change any more. */
  async submit(): Promise<Case> {
    await this.save();
    this.#isHandedOver = true;
    try {
      return await this.draft.submit({ onProgress: (sent, total) => this.#set({ transfer: { sent, total } }) });
    } catch (error) {
      this.#isHandedOver = false;
      throw error;
    } finally {
      this.#set({ transfer: null });
    }
  }

  async #saveNow(): Promise<void> {
    if (this.#state.isSaved || this.#isHandedOver) return;
    this.#set({ isSaved: true, saveError: null });
    try {
      await this.draft.save({ onProgress: (sent, total) => this.#set({ transfer: { sent, total } }) });
      this.#set({ savedAt: this.draft.savedAt, attachments: this.draft.attachments, transfer: null });
    } catch (saveError) {
      this.#set({ isSaved: false, saveError, transfer: null });
    }
  }

  #take(answers: JsonObject): void {
    this.draft.set(answers);
    const before = this.#state.evaluation;
    const evaluation = this.draft.check();
    const { attachments } = this.draft;
    this.#set({ answers, evaluation, attachments, isSaved: false, effect: effectOf(before, evaluation) });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), pause);
  }

  #set(change: Partial<ApplicationState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function effectOf(before: Evaluation, after: Evaluation): ApplicationState['effect'] {
  if (before.pages.length !== after.pages.length) return 'steps';
  if ([...before.hidden].some((pointer) => !after.hidden.has(pointer))) return 'shown';
  return [...after.hidden].some((pointer) => !before.hidden.has(pointer)) ? 'hidden' : null;
}
