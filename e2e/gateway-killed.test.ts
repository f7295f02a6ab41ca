import { randomBytes, randomInt } from 'node:crypto';
import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import type { Case } from '@posthorn/citizen';
import { Counter } from './counter.ts';
import { GatewayProcess } from './gateway-process.ts';
import { OrdinaryClient } from './ordinary-client.ts';
import { filledDraft, moveIn, nextEvent } from './residents.ts';

const APPLICATIONS = 100;
const KILLS = 10;
const kiel = 'https://kiel.example';

test(
  'a gateway killed ten times during a hundred applications confirms each once and says everything once',
  { timeout: 600_000 },
  async ({ annotate }) => {
    await using directory = await startTestDirectory();
    const town = { homeserver: sharedHomeserver(), directoryUrl: directory.url };
    await using gateway = await GatewayProcess.start(town, {
      clientId: kiel,
      localpart: `kiel-${randomBytes(6).toString('hex')}`,
      services: ['registration-certificate'],
      handlers: 'four-messages.ts',
    });
    await using resident = await moveIn(town);
    const { person } = resident;

    const decided = new Counter();
    // Each somewhere in the work on the applications between the last kill and the next one.
    const thresholds = Array.from(
      { length: KILLS },
      (_, kill) => (kill * APPLICATIONS) / KILLS + randomInt(APPLICATIONS / KILLS),
    );
    const drawn = `killed after ${thresholds.join(', ')} decisions`;
    // Shown also when the story fails by hanging.
    await annotate(drawn);
    const kills = (async () => {
      for (const threshold of thresholds) {
        await decided.reaches(threshold);
        await gateway.kill();
        await gateway.run();
      }
    })();
    const decisions: Promise<Case>[] = [];
    for (let index = 0; index < APPLICATIONS; index += 1) {
      const matter = await (await filledDraft(person, kiel, 'registration-certificate')).submit();
      const decision = nextEvent(matter, 'decision').then(() => {
        decided.add();
        return matter;
      });
      decisions.push(decision);
    }
    // Together: a gateway that does not come up again fails the story at once instead of letting it wait for decisions.
    const [matters] = await Promise.all([Promise.all(decisions), kills]);
    for (const matter of matters) expect((await matter.verifyReceipt()).caseId, drawn).toBe(matter.id);

    // The raw truth, as the homeserver has it: our SDK would hide what came twice.
    await using observer = await OrdinaryClient.open(
      await town.homeserver.signInAtEid(resident.personId),
      resident.recoverySecret,
    );
    const [room] = observer.rooms();
    const said = new Map<string, number>();
    for (const event of await observer.history(room?.roomId ?? '')) {
      const content = event.getContent();
      for (const kind of ['receipt', 'status', 'notice', 'decision', 'application']) {
        const block = content[`org.posthorn.${kind}`] as { caseId: string; status?: string; text?: string } | undefined;
        if (!block) continue;
        const key = `${block.caseId} ${kind} ${block.status ?? ''}${block.text ?? ''}`;
        said.set(key, (said.get(key) ?? 0) + 1);
      }
    }
    expect(
      [...said].filter(([, times]) => times !== 1),
      drawn,
    ).toEqual([]);
    for (const matter of matters) {
      const heard = [...said.keys()]
        .filter((key) => key.startsWith(matter.id))
        .map((key) => key.slice(matter.id.length));
      expect(heard.toSorted(), drawn).toEqual([
        ' application ',
        ' decision ',
        ' notice The check is done.',
        ' notice Your application is being checked.',
        ' receipt ',
        ' status decided',
        ' status in-progress',
        ' status received',
      ]);
    }
  },
);
