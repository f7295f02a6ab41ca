import { PosthornError, type Language } from '@posthorn/protocol';
import type { DataOverview } from './overview.ts';

/** What happens when an area's data is deleted. To be shown before asking whether it really shall be. */
export interface DeletionWarning {
  domain: string;
  area: string;
  /** False if there is nothing to delete. */
  exists: boolean;
  /** The services that cannot read the data any more afterwards. */
  losesAccess: { id: string; name: string }[];
  /** The warning in the person's language. */
  text: string;
}

/** The person has read the warning and wants it. */
export interface Confirmed {
  confirmed: true;
}

/** What the deletion of an area means. */
export function deletionWarning(
  { connections, documents }: DataOverview,
  { domain, area }: { domain: string; area: string },
  language: Language,
): DeletionWarning {
  const document = documents.find((found) => found.domain === domain && found.area === area);
  const readers = new Set(document?.readers);
  const losesAccess = connections.flatMap(({ service, permissions }) => {
    const reads = permissions.some(
      (permission) =>
        permission.state === 'active' &&
        permission.type === 'READ' &&
        permission.domain === domain &&
        permission.area === area,
    );
    return reads || readers.has(service.id) ? [service] : [];
  });
  const names = losesAccess.map(({ name }) => name);
  return { domain, area, exists: document !== undefined, losesAccess, text: texts[language](area, names) };
}

/** Throws `confirmation-missing` unless somebody says that the person wants it. */
export function assertConfirmed(confirmation: { confirmed?: boolean } | undefined): void {
  if (confirmation?.confirmed === true) return;
  throw new PosthornError('confirmation-missing', 'What is deleted is gone for good, so it has to be confirmed.', {
    mend: 'Show the person the warning, then call it with { confirmed: true }.',
  });
}

const texts: Record<Language, (area: string, services: readonly string[]) => string> = {
  de: (area, services) =>
    [
      `Die Daten „${area}“ werden vollständig und unwiderruflich gelöscht. Auch Sie selbst können sie danach nicht mehr lesen,`,
      ' und niemand kann sie wiederherstellen.',
      services.length > 0 ? ` Keinen Zugriff mehr haben danach: ${services.join(', ')}.` : '',
      ' Wenn Sie nur nicht mehr möchten, dass jemand sie liest, widerrufen Sie stattdessen die Einwilligung.',
    ].join(''),
  en: (area, services) =>
    [
      `The data “${area}” will be deleted completely and irreversibly. You cannot read it any more either, and nobody can`,
      ' bring it back.',
      services.length > 0 ? ` These lose access: ${services.join(', ')}.` : '',
      ' If you only want that somebody reads it no more, withdraw the consent instead.',
    ].join(''),
};
