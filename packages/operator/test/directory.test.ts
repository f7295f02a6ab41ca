import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bonfirePermit } from './sample-service.ts';
import { engines, outcome, seconds, startTestOperator, TestAgency, type Engine } from './story.ts';

const [kielId, flensburgId] = ['https://kiel.example', 'https://flensburg.example'];

describe.each(Object.entries(engines))('the directory on %s', (_name, startEngine) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  test('an agency registers, publishes a service, and anyone finds both', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    const registration = await kiel.registration();
    expect((await operator.send(registration)).body).toEqual({ agency: kielId });
    const publication = await kiel.publication(bonfirePermit());
    expect((await operator.send(publication)).body).toEqual({
      agency: kielId,
      service: { id: 'bonfire-permit', version: 1 },
      published: 'new',
    });

    const record = {
      clientId: kielId,
      displayName: { de: 'Stadt Kiel', en: 'City of Kiel' },
      jwk: expect.objectContaining({ kid: kiel.key.kid }),
      matrix: { userId: '@kiel:localhost', masterKey: 'A'.repeat(43) },
      jws: registration,
    };
    const path = encodeURIComponent(kielId);
    expect((await operator.read('/directory/agencies')).body).toEqual({ agencies: [record] });
    expect((await operator.read(`/directory/agencies/${path}`)).body).toEqual(record);
    expect((await operator.read(`/directory/services/${path}/bonfire-permit`)).body).toEqual({ jws: publication });
    expect((await operator.read('/directory/catalogue')).body).toEqual({
      entries: [
        {
          agency: kielId,
          id: 'bonfire-permit',
          version: 1,
          title: { de: 'Osterfeuer anmelden', en: 'Announce a bonfire' },
          summary: { de: 'Für Brauchtumsfeuer im Freien.', en: 'For traditional fires in the open.' },
          keywords: { de: ['Feuer'], en: ['fire'] },
          leikaKey: '99123456789000',
          applicant: ['person', 'company'],
          regions: ['010020000000'],
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    expect(JSON.stringify((await operator.read('/directory/agencies')).body)).not.toContain(kiel.key.d);
  });

  test('the agency with the longest prefix of a region is responsible', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const state = await TestAgency.named('state');
    const nordfriesland = await TestAgency.named('nordfriesland');
    const husum = await TestAgency.named('husum');
    const regions = [
      { agency: state.clientId, regions: ['01'] },
      { agency: nordfriesland.clientId, regions: ['01054'] },
      { agency: husum.clientId, regions: ['010540056056'] },
    ];
    for (const agency of [state, nordfriesland, husum]) {
      await operator.send(await agency.registration());
      await operator.send(await agency.publication(bonfirePermit({ responsible: regions })));
    }
    async function responsibleIn(region: string): Promise<unknown> {
      return (await operator.read(`/directory/responsible?service=bonfire-permit&region=${region}`)).body;
    }
    const service = { id: 'bonfire-permit', version: 1 };
    expect(await responsibleIn('010540056056')).toEqual({ agency: husum.clientId, service, region: '010540056056' });
    expect(await responsibleIn('010540088088')).toEqual({ agency: nordfriesland.clientId, service, region: '01054' });
    expect(await responsibleIn('01055')).toEqual({ agency: state.clientId, service, region: '01' });
    expect(await responsibleIn('02')).toHaveProperty('error.code', 'no-agency-responsible');
  });

  test('a new version replaces the old one in the catalogue, and the old one stays readable', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    await operator.send(await kiel.registration());
    const first = await kiel.publication(bonfirePermit());
    const second = await kiel.publication(
      bonfirePermit({ version: 2, responsible: [{ agency: kielId, regions: ['01002'] }] }),
    );
    expect(outcome(await operator.send(first))).toBe('accepted');
    expect(outcome(await operator.send(second))).toBe('accepted');

    const path = `/directory/services/${encodeURIComponent(kielId)}/bonfire-permit`;
    expect((await operator.read(path)).body).toEqual({ jws: second });
    expect((await operator.read(`${path}?version=1`)).body).toEqual({ jws: first });
    expect((await operator.read('/directory/catalogue')).body).toMatchObject({
      entries: [{ version: 2, regions: ['01002'] }],
    });
    expect((await operator.read('/directory/responsible?service=bonfire-permit&region=01002')).body).toMatchObject({
      service: { version: 2 },
    });
    expect(outcome(await operator.read(`${path}?version=3`))).toBe('service-unknown');
  });

  test('the same version again is no error, other content under it is', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    await operator.send(await kiel.registration());
    await operator.send(await kiel.publication(bonfirePermit({ version: 2 })));
    expect((await operator.send(await kiel.publication(bonfirePermit({ version: 2 })))).body).toMatchObject({
      published: 'unchanged',
    });
    const changed = await operator.send(await kiel.publication(bonfirePermit({ version: 2, retention: 'P9Y' })));
    expect([changed.status, outcome(changed)]).toEqual([409, 'service-version-taken']);
    expect(changed.body.error?.mend).toContain('Raise the version');
  });

  test('an older version that comes later is readable, and the newest stays the current one', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    await operator.send(await kiel.registration());
    const newer = bonfirePermit({ version: 2, responsible: [{ agency: kielId, regions: ['01002'] }] });
    await operator.send(await kiel.publication(newer));
    const older = await kiel.publication(bonfirePermit());
    expect(outcome(await operator.send(older))).toBe('accepted');
    const path = `/directory/services/${encodeURIComponent(kielId)}/bonfire-permit`;
    expect((await operator.read(`${path}?version=1`)).body).toEqual({ jws: older });
    expect((await operator.read('/directory/catalogue')).body).toMatchObject({ entries: [{ version: 2 }] });
    expect((await operator.read('/directory/responsible?service=bonfire-permit&region=01002')).body).toMatchObject({
      service: { version: 2 },
    });
  });

  test('two agencies cannot hold the very same region for a service', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const [kiel, flensburg] = [await TestAgency.named('kiel'), await TestAgency.named('flensburg')];
    for (const agency of [kiel, flensburg]) await operator.send(await agency.registration());
    await operator.send(await kiel.publication(bonfirePermit()));
    const claim = bonfirePermit({ responsible: [{ agency: flensburgId, regions: ['010020000000'] }] });
    const refused = await operator.send(await flensburg.publication(claim));
    expect([refused.status, outcome(refused)]).toEqual([409, 'region-taken']);
    expect(refused.body.error?.message).toContain(kielId);

    // Kiel gives it up in its next version; then it is free.
    const without = bonfirePermit({ version: 2, responsible: [{ agency: kielId, regions: ['01003'] }] });
    expect(outcome(await operator.send(await kiel.publication(without)))).toBe('accepted');
    expect(outcome(await operator.send(await flensburg.publication(claim)))).toBe('accepted');
  });

  test('an agency gets a new Matrix identity: the holder of its key says so', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    await operator.send(await kiel.registration({}, seconds(-10)));
    const matrix = { userId: '@kiel:localhost', masterKey: 'B'.repeat(43) };
    expect(outcome(await operator.send(await kiel.registration({ matrix })))).toBe('accepted');
    expect((await operator.read('/directory/agencies')).body).toMatchObject({ agencies: [{ matrix }] });

    // A registration signed earlier, held back and delivered late does not bring the old identity back.
    expect(outcome(await operator.send(await kiel.registration({}, seconds(-5))))).toBe('message-outdated');
  });

  test('of many who claim a name at once exactly one gets it', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const rivals = await Promise.all(Array.from({ length: 8 }, () => TestAgency.named('kiel')));
    const answers = await Promise.all(rivals.map(async (rival) => operator.send(await rival.registration())));
    expect(answers.map(outcome).toSorted()).toEqual(['accepted', ...Array(7).fill('agency-key-mismatch')]);
    const winner = rivals[answers.findIndex((answer) => answer.status === 200)];
    expect((await operator.read('/directory/agencies')).body).toMatchObject({
      agencies: [{ jwk: { kid: winner?.key.kid } }],
    });
  });

  test('one message sent many times at once takes effect once', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    const registration = await kiel.registration();
    const answers = await Promise.all(Array.from({ length: 5 }, () => operator.send(registration)));
    expect(answers.map(outcome).toSorted()).toEqual(['accepted', ...Array(4).fill('message-replayed')]);
  });

  test('an operator started again has kept everything', async () => {
    const database = await engine.emptyDatabase();
    const kiel = await TestAgency.named('kiel');
    const registration = await kiel.registration();
    {
      await using operator = await startTestOperator(database);
      await operator.send(registration);
      await operator.send(await kiel.publication(bonfirePermit()));
    }
    await using operator = await startTestOperator(database);
    expect((await operator.read('/directory/agencies')).body).toMatchObject({ agencies: [{ clientId: kielId }] });
    expect((await operator.read('/directory/catalogue')).body).toMatchObject({ entries: [{ id: 'bonfire-permit' }] });
    expect(outcome(await operator.send(registration))).toBe('message-replayed');
  });

  test('who has the current answer gets 304, and a changed directory at once', async () => {
    await using operator = await startTestOperator(await engine.emptyDatabase());
    const kiel = await TestAgency.named('kiel');
    const empty = await operator.read('/directory/catalogue');
    const tag = empty.headers.get('etag') ?? '';
    expect((await operator.read('/directory/catalogue', { 'if-none-match': tag })).status).toBe(304);
    expect((await operator.read('/directory/agencies', { 'if-none-match': `"other", ${tag}` })).status).toBe(304);
    await operator.send(await kiel.registration());
    await operator.send(await kiel.publication(bonfirePermit()));
    const changed = await operator.read('/directory/catalogue', { 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });
});

test('two operators on one PostgreSQL are one directory', async () => {
  await using engine = await engines.PostgreSQL();
  const database = await engine.emptyDatabase();
  const [one, two] = await Promise.all([startTestOperator(database), startTestOperator(database)]);
  await using parts = new AsyncDisposableStack();
  parts.use(one);
  parts.use(two);
  const kiel = await TestAgency.named('kiel');
  const registration = await kiel.registration();
  expect(outcome(await one.send(registration))).toBe('accepted');
  expect(outcome(await two.send(registration))).toBe('message-replayed');
  expect((await two.read('/directory/agencies')).body).toMatchObject({ agencies: [{ clientId: kielId }] });

  const rivals = await Promise.all(Array.from({ length: 6 }, () => TestAgency.named('flensburg')));
  const answers = await Promise.all(
    rivals.map(async (rival, index) => (index % 2 === 0 ? one : two).send(await rival.registration())),
  );
  expect(answers.map(outcome).filter((code) => code === 'accepted')).toHaveLength(1);
});
