/**
 * Writes the JSON Schemas of everything that is said into `contracts/`. With `--check` it writes nothing and fails when a committed
 * file differs. The vectors beside them (`contracts/vectors/`) stay as they are; the tests of the protocol package run them.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  attachment,
  blockSchemas,
  encryptedFile,
  payloadSchemas,
  pollResponse,
  pollStart,
  publicKey,
  statusRequest,
  statusResponse,
  wireMessages,
  wireTypes,
} from '@posthorn/protocol';

const root = join(import.meta.dirname, '..', 'contracts');

const folders: Record<string, Record<string, object>> = {
  blocks: blockSchemas,
  payloads: payloadSchemas,
  wire: Object.fromEntries(wireTypes.map((type) => [fileNameOf(type), wireMessages[type].schema])),
  matrix: {
    'poll-start': pollStart,
    'poll-response': pollResponse,
    'status-request': statusRequest,
    'status-response': statusResponse,
  },
  parts: { attachment, 'encrypted-file': encryptedFile, 'public-key': publicKey },
};

function fileNameOf(type: string): string {
  return type.toLowerCase().replaceAll('_', '-');
}

function contractFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [folder, schemas] of Object.entries(folders)) {
    for (const [name, schema] of Object.entries(schemas)) {
      const header = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:posthorn:${folder}:${name}`,
        title: name,
      };
      files.set(join(root, folder, `${name}.json`), `${JSON.stringify({ ...header, ...schema }, null, 2)}\n`);
    }
  }
  return files;
}

async function committedFiles(): Promise<string[]> {
  const folderNames = Object.keys(folders);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => folderNames.includes(relative(root, path).split('/')[0] ?? ''));
}

const wanted = contractFiles();
const stale = (await committedFiles()).filter((path) => !wanted.has(path));

if (process.argv.includes('--check')) {
  const different = [...stale];
  for (const [path, text] of wanted) {
    if ((await readFile(path, 'utf8').catch(() => '')) !== text) different.push(path);
  }
  if (different.length > 0) {
    console.error(
      `contracts/ is not what the schemas say: ${different.map((path) => relative(root, path)).join(', ')}`,
    );
    console.error('Run: node scripts/contracts.ts');
    process.exitCode = 1;
  }
} else {
  for (const path of stale) await rm(path);
  for (const [path, text] of wanted) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  console.log(`Wrote ${wanted.size} schemas.`);
}
