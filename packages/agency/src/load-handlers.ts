import { pathToFileURL } from 'node:url';
import { PosthornError } from '@posthorn/protocol';
import type { Agency } from './agency.ts';

/** Loads a module whose default export registers an agency's handlers: `export default function (agency) { … }`. */
export async function loadHandlers(path: string, agency: Agency): Promise<void> {
  const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  if (typeof module.default !== 'function') {
    throw new PosthornError('config-invalid', 'The handlers module has no default function.', {
      mend: 'Write: export default function (agency) { agency.onApplication(…) }',
      details: { path: '/handlers' },
    });
  }
  await (module.default as (agency: Agency) => void | Promise<void>)(agency);
}
