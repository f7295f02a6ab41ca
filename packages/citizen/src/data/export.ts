import { strToU8, zipSync } from 'fflate';
import { isPosthornError, type Attachment } from '@posthorn/protocol';
import type { Case } from '../case.ts';
import { exportPage } from './export-page.ts';
import { documentPath, fileName, type ExportParts } from './export-parts.ts';

/** A case as it is written down, and the files that belong to it. */
interface ExportedCase {
  id: string;
  title: string;
  agency: string;
  status: string;
  events: unknown[];
}

/**
 * Packs everything of an account into one archive (ZIP): `index.html` for people, JSON for programs, files as they are.
 * Nothing in it is encrypted any more.
 */
export async function packExport(parts: ExportParts): Promise<Uint8Array> {
  const { overview, documents, log, cases } = parts;
  const files = new Map<string, Uint8Array>();
  const exported: ExportedCase[] = [];
  for (const [index, matter] of cases.entries()) {
    exported.push(await exportCase(matter, `cases/${index + 1}`, files));
  }
  const json = (name: string, value: unknown): unknown => files.set(name, strToU8(JSON.stringify(value, null, 2)));
  const { accountId, connections, requests, store, move } = overview;
  json('account.json', { accountId, store, move, documents: overview.documents });
  json('connections.json', { connections, requests });
  json(
    'access-log.json',
    log.map(({ entry }) => entry),
  );
  json('cases.json', exported);
  for (const [index, document] of documents.entries()) json(documentPath(document, index), document);
  files.set('index.html', strToU8(exportPage(parts)));
  return zipSync(Object.fromEntries(files), { mtime: parts.now });
}

async function exportCase(matter: Case, folder: string, files: Map<string, Uint8Array>): Promise<ExportedCase> {
  const events: unknown[] = [];
  for (const event of matter.timeline) {
    const attachments = attachmentsOf(event);
    for (const attachment of attachments) await exportFile(matter, attachment, folder, files);
    const paths = new Map<unknown, string>(attachments.map((file) => [file.file, filePath(folder, file)]));
    // Where a file lies at the homeserver, and its key, mean nothing in an archive: the file itself is in it.
    const entries = JSON.stringify(event, (_name, value: unknown) => paths.get(value) ?? value);
    events.push(JSON.parse(entries));
  }
  const { id, title, status, agency } = matter;
  return { id, title, agency: agency.id, status, events };
}

/** A file that cannot be had any more is left out; its name stands in the case all the same. */
async function exportFile(
  matter: Case,
  attachment: Attachment,
  folder: string,
  files: Map<string, Uint8Array>,
): Promise<void> {
  try {
    files.set(filePath(folder, attachment), await matter.download(attachment));
  } catch (error) {
    if (!isPosthornError(error)) throw error;
  }
}

function attachmentsOf(event: Case['timeline'][number]): Attachment[] {
  if (event.kind === 'application') return event.attachments;
  if (event.kind === 'attachment') return [event.attachment];
  return event.kind === 'decision' ? (event.decision?.files ?? []) : [];
}

function filePath(folder: string, { id, name }: Attachment): string {
  return `${folder}/${fileName(id).slice(0, 8)}-${fileName(name)}`;
}
