import { readdir, readFile } from 'node:fs/promises';
import type { JsonObject } from '@posthorn/protocol';
import { evaluateAnswers, filePlaces, parseService, type AttachmentInfo } from '@posthorn/service-definition';
import type { Metrics } from './report.ts';

const SECONDS = 3;
const services = new URL('../services/', import.meta.url);

/** How fast answers are evaluated for the largest form, and how long all service files take to load. One thread. */
export async function measureEvaluation(): Promise<Metrics> {
  const files = (await readdir(services)).filter((file) => file.endsWith('.yaml'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, services), 'utf8')));
  const begun = performance.now();
  const definitions = texts.map((text, index) => parseService(text, files[index] as string));
  const loading = performance.now() - begun;

  const sizes = texts.map((text) => text.length);
  const largest = sizes.indexOf(Math.max(...sizes));
  const definition = definitions[largest] as (typeof definitions)[number];
  const example = new URL(`examples/${definition.id}.json`, services);
  const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
  const attachments = attachmentsOf(definition, answers);
  if (!evaluateAnswers(definition, answers, { language: 'de', attachments }).valid) {
    throw new Error(`the example answers of ${definition.id} are not valid`);
  }
  let evaluated = 0;
  const from = performance.now();
  while (performance.now() - from < SECONDS * 1000) {
    evaluateAnswers(definition, answers, { language: 'de', attachments });
    evaluated += 1;
  }
  return {
    [`answers evaluated (${definition.id})`]: {
      value: evaluated / ((performance.now() - from) / 1000),
      unit: 'evaluations/s',
    },
    [`all ${files.length} service files loaded`]: { value: loading, unit: 'ms' },
  };
}

/** Files as the answers refer to them: of the first type that each field accepts. */
function attachmentsOf(definition: ReturnType<typeof parseService>, answers: JsonObject): AttachmentInfo[] {
  return filePlaces(definition, answers).map(({ id, path, rule }) => ({
    id,
    field: path,
    name: 'file',
    mediaType: rule.accept[0] ?? 'application/pdf',
    size: 1000,
  }));
}
