import { PosthornError } from '@posthorn/protocol';

import type { ServiceDefinition } from '../definition/service-definition.ts';
import { toPointer } from '../form/pointer.ts';
import { checkFees } from './check-fees.ts';
import { checkFormSchema } from './check-form-schema.ts';
import { checkNames } from './check-names.ts';
import { checkPages } from './check-pages.ts';
import { checkShape } from './check-shape.ts';
import { readYaml } from './read-yaml.ts';
import type { Report, ServiceProblem } from './service-problem.ts';

/**
 * A service from the text of its YAML file.
 *
 * @param fileName for the error; `dog-registration.yaml` must hold the service `dog-registration`
 * @throws PosthornError `service-invalid`; `details.problems` lists every {@link ServiceProblem}
 * @example
 * const service = parseService(await readFile('services/dog-registration.yaml', 'utf8'), 'services/dog-registration.yaml');
 */
export function parseService(text: string, fileName: string): ServiceDefinition {
  const { value, problems } = examineText(text, fileName);
  return accepted(value, problems, fileName);
}

/** Everything that is wrong with a service file; empty when it can be used. */
export function checkService(text: string, fileName: string): ServiceProblem[] {
  return examineText(text, fileName).problems;
}

/**
 * A service that arrived as JSON, from a directory for instance, after the same checks as a file.
 *
 * @param origin where it comes from, for the error
 * @throws PosthornError `service-invalid`
 */
export function readDefinition(value: unknown, origin: string): ServiceDefinition {
  const problems: ServiceProblem[] = [];
  examine(value, (path, problem, mend) => problems.push({ file: origin, path: toPointer(path), problem, mend }));
  return accepted(value, problems, origin);
}

function examineText(text: string, file: string): { value: unknown; problems: ServiceProblem[] } {
  const { value, lineOf, mistakes } = readYaml(text);
  if (mistakes.length > 0) return { value, problems: mistakes.map((mistake) => ({ file, path: '', ...mistake })) };
  const problems: ServiceProblem[] = [];
  const report: Report = (path, problem, mend) =>
    problems.push({ file, line: lineOf(path), path: toPointer(path), problem, mend });
  examine(value, report);
  if (problems.length === 0) checkFileName(value as ServiceDefinition, file, report);
  return { value, problems };
}

/** Form first: the further checks rely on it. */
function examine(value: unknown, report: Report): void {
  let isWellFormed = true;
  checkShape(value, (...mistake) => {
    isWellFormed = false;
    report(...mistake);
  });
  if (!isWellFormed) return;
  const service = value as ServiceDefinition;
  checkNames(service, report);
  const root = checkFormSchema(service, report);
  if (root === undefined) return;
  checkPages(service, root, report);
  checkFees(service, root, report);
}

function checkFileName(service: ServiceDefinition, file: string, report: Report): void {
  const name = file.split(/[/\\]/).at(-1) ?? '';
  if (name.endsWith('.yaml') && name !== `${service.id}.yaml`) {
    report(
      ['id'],
      `The file is named \`${name}\`, the service \`${service.id}\`.`,
      `Rename the file to \`${service.id}.yaml\`.`,
    );
  }
}

function accepted(value: unknown, problems: ServiceProblem[], file: string): ServiceDefinition {
  const [first] = problems;
  if (first === undefined) return value as ServiceDefinition;
  const place = [file, first.line, first.path].filter((part) => part !== undefined && part !== '').join(':');
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new PosthornError('service-invalid', `${place} ${first.problem}${more}`, {
    mend: first.mend,
    details: { problems: problems.map((problem) => ({ ...problem })) },
  });
}
