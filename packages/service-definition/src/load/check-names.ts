import type { ServiceDefinition } from '../definition/service-definition.ts';
import type { Report } from './service-problem.ts';

/** Reports names that stand twice where each must be unique, and regions that two agencies claim. */
export function checkNames(service: ServiceDefinition, report: Report): void {
  for (const [list, entries] of [
    ['steps', service.steps],
    ['documents', service.documents ?? []],
  ] as const) {
    eachRepeated(entries, (index, id) =>
      report([list, index, 'id'], `The id \`${id}\` is here twice.`, 'Give each its own id.'),
    );
  }
  eachRepeated(service.form.pages, (index, id) =>
    report(['form', 'pages', index, 'id'], `The id \`${id}\` is here twice.`, 'Give each page its own id.'),
  );
  for (const [name, question] of Object.entries(service.questions)) {
    const codes = question.choices.map(({ code }) => ({ id: code }));
    eachRepeated(codes, (index, code) =>
      report(
        ['questions', name, 'choices', index, 'code'],
        `The code \`${code}\` is here twice.`,
        'Give each choice its own code: programs tell answers apart by it.',
      ),
    );
  }
  checkRegions(service, report);
}

function checkRegions(service: ServiceDefinition, report: Report): void {
  const claimed = new Set<string>();
  for (const [index, { regions }] of service.responsible.entries()) {
    for (const [place, region] of regions.entries()) {
      if (claimed.has(region)) {
        const path = ['responsible', index, 'regions', place];
        report(path, `Two agencies are responsible for the region \`${region}\`.`, 'Name each region once.');
      }
      claimed.add(region);
    }
  }
}

function eachRepeated(entries: readonly { id: string }[], found: (index: number, id: string) => void): void {
  const seen = new Set<string>();
  for (const [index, { id }] of entries.entries()) {
    if (seen.has(id)) found(index, id);
    seen.add(id);
  }
}
