import type { Language } from '@posthorn/protocol';
import { documentPath, type ExportedDocument, type ExportParts } from './export-parts.ts';
import { exportTexts, type ExportTexts } from './export-texts.ts';
import type { ConnectionView } from './overview.ts';
import type { PermissionView } from './permission-view.ts';

/** The page of an export that people read: everything in it is text, nothing is loaded from anywhere. */
export function exportPage({ overview, documents, log, logProblem, cases, language, now }: ExportParts): string {
  const texts = exportTexts[language];
  const time = (date: Date): string => formatTime(date, language);
  const names = new Map(overview.connections.map(({ service }) => [service.id, service.name]));
  const nameOf = (id: string): string => names.get(id) ?? (id === overview.accountId ? texts.you : id);
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(texts.title)}</title><style>${style}</style></head><body><main>`,
    `<h1>${escape(texts.title)}</h1><p>${escape(texts.madeAt(time(now)))}</p><p>${escape(texts.careful)}</p>`,
    `<p>${escape(texts.account)}: <code>${escape(overview.accountId)}</code></p>`,
    section(
      texts.data,
      documents.map((document, index) => dataItem(document, index, texts, nameOf, time)).join(''),
      texts,
    ),
    section(texts.connections, overview.connections.map((view) => connectionItem(view, texts, time)).join(''), texts),
    section(
      texts.cases,
      cases.length === 0
        ? ''
        : `<ul>${cases.map(({ title, status, agency }) => `<li>${escape(title)} – ${escape(agency.name[language])}: ${escape(status)}</li>`).join('')}</ul>`,
      texts,
    ),
    section(
      texts.log,
      (logProblem === null ? '' : `<p><strong>${escape(texts.logBroken(logProblem))}</strong></p>`) +
        (log.length === 0
          ? ''
          : table(
              [texts.when, texts.who, texts.what, texts.outcome, texts.about],
              log.map(({ at, actor, action, outcome, about }) => [
                time(at),
                nameOf(actor),
                texts.actions[action],
                outcome === 'done' ? texts.done : outcome,
                JSON.stringify(about),
              ]),
            )),
      texts,
    ),
    '</main></body></html>\n',
  ].join('\n');
}

function dataItem(
  document: ExportedDocument,
  index: number,
  texts: ExportTexts,
  nameOf: (id: string) => string,
  time: (date: Date) => string,
): string {
  const heading = `<h3>${escape(document.area)} – ${escape(nameOf(document.domain))}</h3>`;
  if (!('content' in document)) return `${heading}<p>${escape(texts.unreadable(document.problem))}</p>`;
  const { service, signedAt, verified } = document.writer;
  const said = verified ? texts.saidBy(nameOf(service), signedAt && time(signedAt)) : texts.notProven;
  return [
    heading,
    `<p>${escape(said)} <a href="${escape(encodeURI(documentPath(document, index)))}">JSON</a></p>`,
    `<pre>${escape(JSON.stringify(document.content, null, 2))}</pre>`,
  ].join('');
}

function connectionItem(
  { service, since, permissions }: ConnectionView,
  texts: ExportTexts,
  time: (date: Date) => string,
): string {
  const row = (permission: PermissionView): string[] => [
    texts.types[permission.type],
    `${permission.area} (${permission.domain})`,
    texts.bases[permission.lawfulBasis] + (permission.ground === null ? '' : `: ${permission.ground}`),
    permission.purpose ?? '',
    texts.states[permission.state],
    permission.expires === null ? '' : time(permission.expires),
  ];
  const head = [texts.permission, texts.area, texts.basis, texts.purpose, texts.state, texts.expires];
  return [
    `<h3>${escape(service.name)}</h3><p>${escape(service.id)}, ${escape(texts.since(time(since)))}</p>`,
    permissions.length === 0 ? '' : table(head, permissions.map(row)),
  ].join('');
}

function section(title: string, content: string, texts: ExportTexts): string {
  return `<section><h2>${escape(title)}</h2>${content === '' ? `<p>${escape(texts.nothing)}</p>` : content}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide" tabindex="0"><table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
}

function formatTime(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Europe/Berlin',
  }).format(date);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = [
  'body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1c1c1c;background:#fff}',
  'main{max-width:60rem;margin:auto;padding:1rem}',
  'pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;padding:.75rem}',
  // On a phone a table is moved to and fro rather than squeezed.
  '.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;min-width:44rem}',
  'th,td{min-width:6rem;text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}',
].join('');
