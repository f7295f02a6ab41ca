import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { isObject, PosthornError } from '@posthorn/protocol';
import { parseService } from '@posthorn/service-definition';
import type { AgencyConfig } from './config.ts';
import { expand, readEnvironment } from './env.ts';
import { findConfigProblems, type ConfigFile, type ConfigProblem } from './file-schema.ts';
import { keyFromText, readOrMakeKey } from './storage-key.ts';

/**
 * Reads an agency's configuration from a YAML file. Texts may hold `${NAME}` and `${NAME:-otherwise}`; paths are relative to the file.
 *
 * @throws PosthornError `config-invalid` with `details.problems: [{file, path, problem, mend}]`; `service-invalid` for a service file
 */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = readEnvironment(),
): Promise<AgencyConfig> {
  const content = expandAll(parseYaml(await readText(path, path, ''), path), environment, '');
  const problems = findConfigProblems(content, path);
  if (problems.length > 0) throw invalid(problems);
  const file = content as ConfigFile;
  const at = (relative: string): string => resolve(dirname(path), relative);
  const folder = at(file.storage.folder);
  const services = await Promise.all(
    file.services.map(async (each, index) => parseService(await readText(at(each), path, `/services/${index}`), each)),
  );
  return {
    clientId: file.clientId,
    names: file.names,
    ...(file.description === undefined ? {} : { description: file.description }),
    homeserver: file.homeserver.replace(/\/+$/, ''),
    directory: file.directory.replace(/\/+$/, ''),
    user: file.user,
    password: file.password ?? (await readText(at(file.passwordFile ?? ''), path, '/passwordFile')).trim(),
    signingKeyFile: file.signingKeyFile === undefined ? resolve(folder, 'signing-key.json') : at(file.signingKeyFile),
    storage: {
      folder,
      key:
        file.storage.key === undefined
          ? await readOrMakeKey(at(file.storage.keyFile ?? ''), folder)
          : keyFromText(file.storage.key, '/storage/key'),
    },
    services,
    ...(file.handlers === undefined ? {} : { handlers: at(file.handlers) }),
    ...(file.web === undefined ? {} : { web: toWeb(file.web) }),
    ...(file.permissions === undefined ? {} : { permissions: file.permissions }),
    ...(file.limits === undefined ? {} : { limits: file.limits }),
  };
}

function toWeb({ url, port, ...rest }: NonNullable<ConfigFile['web']>): NonNullable<AgencyConfig['web']> {
  return { ...(url !== undefined && { url: url.replace(/\/+$/, '') }), port: Number(port), ...rest };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'is no YAML';
    throw invalid([{ file, path: '/', problem, mend: 'Mend the YAML syntax at this place.' }]);
  }
}

function expandAll(value: unknown, environment: Readonly<Record<string, string | undefined>>, path: string): unknown {
  if (typeof value === 'string') return expand(value, environment, path);
  if (Array.isArray(value)) return value.map((each, index) => expandAll(each, environment, `${path}/${index}`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, expandAll(each, environment, `${path}/${name}`)]),
  );
}

async function readText(file: string, configFile: string, path: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const problem = `the file ${file} cannot be read`;
    throw invalid(
      [{ file: configFile, path: path || '/', problem, mend: 'Check the path and who may read it.' }],
      cause,
    );
  }
}

function invalid(problems: ConfigProblem[], cause?: unknown): PosthornError {
  const [first] = problems;
  const place = first ? `${first.file}, ${first.path}: ${first.problem}` : '';
  return new PosthornError(
    'config-invalid',
    `The configuration has ${problems.length === 1 ? 'a mistake' : 'mistakes'}. ${place}.`,
    {
      mend: first?.mend ?? 'Mend the file.',
      details: { problems: problems },
      cause,
    },
  );
}
