import type { ErrorCode, Language, Path } from '@posthorn/protocol';
import type { Case } from '../case.ts';
import type { AccessView } from './access-log.ts';
import type { DataOverview } from './overview.ts';
import type { OpenedDocument } from './read-data.ts';

/** A document in an export: opened, or why it could not be. */
export type ExportedDocument = OpenedDocument | (Path & { problem: ErrorCode });

/** What goes into an export. */
export interface ExportParts {
  overview: DataOverview;
  documents: ExportedDocument[];
  log: AccessView[];
  /** Why the log ends before its end; null if it is whole. */
  logProblem: ErrorCode | null;
  cases: readonly Case[];
  language: Language;
  /** When it is made. */
  now: Date;
}

/** The path of a document in the archive: numbered, because areas may be called alike. */
export function documentPath({ area }: Path, index: number): string {
  return `data/${index + 1}-${fileName(area)}.json`;
}

/** Safe on every file system, whatever somebody has called it. */
export function fileName(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '_');
  return name.slice(0, 100) || '_';
}
