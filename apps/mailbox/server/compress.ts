import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];
/** Above this many bytes the last percent of compression would take too long. */
const large = 1024 * 1024;

/** Writes a `.br` and a `.gz` beside each file of a folder that gets smaller by it. Fonts and pictures are compressed already. */
export async function compressFiles(folder: string): Promise<void> {
  const files = globSync('**/*.{js,css,html,svg,wasm,json,webmanifest,mjs}', { cwd: folder });
  await Promise.all(files.map((file) => compressFile(path.join(folder, file))));
}

async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: bytes.length > large ? 5 : 10,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  await Promise.all([
    toBrotli(bytes, { params }).then((compressed) => writeFile(`${file}.br`, compressed)),
    toGzip(bytes).then((compressed) => writeFile(`${file}.gz`, compressed)),
  ]);
}
