import { verifyAccessLog, type AccessLogEntry } from '@posthorn/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, outcome, startTestOperator, type Engine, type TestOperator } from './story.ts';
import { TestDataAgency, TestPerson, type TestConnection } from './own-peers.ts';

/** Everything that a person is told about who looked. */
async function logOf(person: TestPerson): Promise<AccessLogEntry[]> {
  const { entries } = await person.ask('ACCESS_LOG_READ_REQUEST', {}, 'ACCESS_LOG_READ_RESPONSE');
  return entries;
}

describe.each(Object.keys(engines) as (keyof typeof engines)[])('many messages at once, on %s', (kind) => {
  let engine: Engine;
  let operator: TestOperator;
  let agency: TestDataAgency;
  let people: { person: TestPerson; connection: TestConnection }[];

  beforeAll(async () => {
    engine = await engines[kind]();
    operator = await startTestOperator(await engine.emptyDatabase());
    agency = await TestDataAgency.registered(operator, 'kiel');
    people = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const person = await TestPerson.registered(operator);
        return { person, connection: await person.connect(agency, [agency.toRead('dog'), agency.toWrite('dog')]) };
      }),
    );
  });

  afterAll(async () => {
    await operator[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  test('each is obeyed once, in whatever company it comes, and every log is whole', async () => {
    const messages = await Promise.all(
      people.flatMap(({ connection }) =>
        ['Rex', 'Bello', 'Lassie'].map(async (name) => {
          const data = await agency.seal(connection, 'dog', { name });
          const paths = [{ domain: agency.clientId, area: 'dog', data }];
          return agency.sign('DATA_WRITE', { sub: connection.id, paths });
        }),
      ),
    );
    // Every second one comes twice.
    const sent = messages.flatMap((jws, index) => (index % 2 === 0 ? [jws, jws] : [jws]));
    const outcomes = (await Promise.all(sent.map((jws) => operator.send(jws)))).map(outcome);
    expect(outcomes.filter((one) => one === 'accepted')).toHaveLength(messages.length);
    expect(outcomes.filter((one) => one === 'message-replayed')).toHaveLength(sent.length - messages.length);

    for (const { person, connection } of people) {
      const entries = await logOf(person);
      await verifyAccessLog(entries);
      expect(entries.filter(({ action }) => action === 'write')).toHaveLength(3);
      const place = { domain: agency.clientId, area: 'dog' };
      expect(await agency.readContent(connection, place)).toMatchObject({ name: expect.any(String) });
    }
  });
});
