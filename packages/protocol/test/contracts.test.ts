import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

test('contracts/ says what the schemas say', async () => {
  await run(process.execPath, ['scripts/contracts.ts', '--check'], { cwd: root });
});

test('docs/errors.md says what the error codes say', async () => {
  await run(process.execPath, ['scripts/errors-doc.ts', '--check'], { cwd: root });
});

test('messages are checked where code generation is forbidden, as in a page under a strict Content Security Policy', async () => {
  const program = `
    import { readContent, generateSigningKey, signAgencyRegistration, verifyAgencyRegistration } from '@posthorn/protocol';
    let generated = false;
    try { generated = new Function('return true')(); } catch {}
    if (generated) throw new Error('Code generation is not forbidden here.');
    const reply = { v: 1, id: crypto.randomUUID(), caseId: crypto.randomUUID(), text: 'Ja' };
    const { kind } = readContent('m.room.message', { msgtype: 'm.text', body: 'Ja', 'org.posthorn.reply': reply });
    const jws = await signAgencyRegistration({
      iss: 'https://kiel.example', aud: 'http://127.0.0.1:8422', displayName: { de: 'Kiel', en: 'Kiel' },
      matrix: { userId: '@kiel:localhost', masterKey: 'A'.repeat(43) },
    }, await generateSigningKey());
    const { payload } = await verifyAgencyRegistration(jws);
    console.log(kind, payload.type);
  `;
  const options = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
  const { stdout } = await run(process.execPath, options, { cwd: import.meta.dirname });
  expect(stdout).toBe('reply AGENCY_REGISTRATION\n');
});
