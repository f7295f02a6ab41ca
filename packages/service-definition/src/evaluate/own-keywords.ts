import type { Field } from '../form/field-tree.ts';
import { childPointer } from '../form/pointer.ts';
import { isObject } from '@posthorn/protocol';
import type { Finding } from './answer-problem.ts';
import { isIban } from './iban.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isoDay = /^\d{4}-\d{2}-\d{2}$/;

/** What JSON Schema does not know: `x-date` and the formats `iban` and `posthorn-file`. */
export function checkOwnKeywords(root: Field, answers: unknown, today: string): Finding[] {
  const findings: Finding[] = [];

  function visit(field: Field, value: unknown, path: string): void {
    if (!field.hasOwnKeywords) return;
    if (Array.isArray(value) && field.items !== undefined) {
      for (const [index, item] of value.entries()) visit(field.items, item, childPointer(path, index));
    } else if (isObject(value)) {
      for (const [name, property] of field.properties ?? []) {
        if (property.hasOwnKeywords && value[name] !== undefined)
          visit(property, value[name], childPointer(path, name));
      }
    } else if (typeof value === 'string') {
      visitText(field, value, path);
    }
  }

  function visitText(field: Field, value: string, path: string): void {
    const { format } = field.schema;
    const isWrong = (format === 'iban' && !isIban(value)) || (format === 'posthorn-file' && !uuid.test(value));
    if (isWrong) findings.push({ path, code: 'format', keyword: 'format', schema: field.schema });
    const { min, max } = field.schema['x-date'] ?? {};
    if (!isoDay.test(value)) return;
    if (min !== undefined && value < (min === 'today' ? today : min)) findings.push(dateFinding('date-min', min));
    if (max !== undefined && value > (max === 'today' ? today : max)) findings.push(dateFinding('date-max', max));

    function dateFinding(code: string, limit: string): Finding {
      return { path, code, keyword: 'x-date', schema: field.schema, values: { limit } };
    }
  }

  visit(root, answers, '');
  return findings;
}
