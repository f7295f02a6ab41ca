import { expect, test } from 'vitest';
import { evaluateAnswers, filePlaces } from '../src/index.ts';
import type { AttachmentInfo } from '../src/index.ts';
import { exampleAnswers, loadService } from './services.ts';

const id = 'dog-registration';
const service = loadService(id);

/** The files of the example, all as they should be. */
function files(): AttachmentInfo[] {
  const places = filePlaces(service, exampleAnswers(id));
  return places.map((place) => ({ id: place.id, field: place.path, mediaType: 'application/pdf', size: 40_000 }));
}

function problems(attachments: AttachmentInfo[], language: 'de' | 'en' = 'de'): string[][] {
  const { problems: found } = evaluateAnswers(service, exampleAnswers(id), { language, attachments });
  return found.map(({ path, code, message }) => [path, code, message]);
}

test('all files are there and fit', () => {
  expect(problems(files())).toEqual([]);
});

test('a file is missing', () => {
  const left = files().filter(({ field }) => field !== '/insurance/proof');
  expect(problems(left)).toEqual([['/insurance/proof', 'attachment-missing', 'Bitte fügen Sie diese Unterlage bei.']]);
});

test('a file has a type that is not allowed', () => {
  const changed = files().map((file) =>
    file.field === '/dog/petPassport' ? { ...file, mediaType: 'text/html' } : file,
  );
  expect(problems(changed, 'en')).toEqual([
    ['/dog/petPassport', 'attachment-type', 'This type of file is not possible here. Possible are: PDF, JPEG, PNG.'],
  ]);
});

test('a media type may carry parameters and capital letters', () => {
  expect(problems(files().map((file) => ({ ...file, mediaType: 'Application/PDF; version=1.7' })))).toEqual([]);
});

test('a file is too large, or empty', () => {
  const sizes = [10 * 1024 * 1024 + 1, 0];
  const [first, second, ...rest] = files();
  if (first === undefined || second === undefined) throw new Error('The example has too few files.');
  const changed = [{ ...first, size: sizes[0] ?? 0 }, { ...second, size: sizes[1] ?? 0 }, ...rest];
  expect(problems(changed)).toEqual([
    [first.field, 'attachment-size', 'Die Datei darf höchstens 10 MB groß sein.'],
    [second.field, 'attachment-empty', 'Die Datei ist leer.'],
  ]);
});

test('a file belongs to no answer, or says it belongs to another', () => {
  const stray: AttachmentInfo = { id: '0a0a0a0a-0000-4000-8000-000000000009', mediaType: 'application/pdf', size: 1 };
  expect(problems([...files(), stray]).map(([, code]) => code)).toEqual(['attachment-unknown']);
  const moved = files().map((file) =>
    file.field === '/dog/petPassport' ? { ...file, field: '/insurance/proof' } : file,
  );
  expect(problems(moved).map(([path, code]) => [path, code])).toEqual([['/dog/petPassport', 'attachment-field']]);
});

test('one file stands for two answers, or is sent twice', () => {
  const [first] = files();
  if (first === undefined) throw new Error('The example has no files.');
  expect(problems([...files(), first]).map(([, code]) => code)).toEqual(['attachment-repeated']);
  const answers = exampleAnswers(id);
  answers.insurance.proof = answers.dog.petPassport ?? '';
  const { problems: found } = evaluateAnswers(service, answers, { language: 'de', attachments: files() });
  expect(found.map(({ path, code }) => [path, code])).toEqual([
    ['', 'attachment-unknown'],
    ['/insurance/proof', 'attachment-repeated'],
  ]);
});

test('an answer that is no attachment at all', () => {
  const answers = exampleAnswers(id);
  answers.insurance.proof = 'C:\\police.pdf';
  const { problems: found } = evaluateAnswers(service, answers, { language: 'de' });
  expect(found.map(({ path, code }) => [path, code])).toEqual([['/insurance/proof', 'format']]);
});

test('a draft without files is checked for the rest only', () => {
  expect(evaluateAnswers(service, exampleAnswers(id), { language: 'de' }).valid).toBe(true);
});
