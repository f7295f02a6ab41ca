import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { startStack } from '@posthorn/stack';
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
  { timeout: 300_000 },
  async () => {
    await using stack = await startStack({ parts: ['homeserver', 'eid', 'operator'] });
    await using gateway = await GatewayProcess.start(stack, {
      clientId: kiel,
      localpart: 'kiel',
      services: ['registration-certificate'],
      handlers: 'four-messages.ts',
    });
    await using resident = await moveIn(stack);
    const { person } = resident;

    const decided = new Counter();
    const kills = (async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        // Somewhere in the work on the applications between the last kill and the next one.
        await decided.reaches((kill * APPLICATIONS) / KILLS + randomInt(APPLICATIONS / KILLS));
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
    const matters = await Promise.all(decisions);
    await kills;
    for (const matter of matters) expect((await matter.verifyReceipt()).caseId).toBe(matter.id);

    // The raw truth, as the homeserver has it: our SDK would hide what came twice.
    await using observer = await OrdinaryClient.open(
      await stack.homeserver.signInAtEid(resident.personId),
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
    expect([...said].filter(([, times]) => times !== 1)).toEqual([]);
    for (const matter of matters) {
      const kinds = [...said.keys()].filter((key) => key.startsWith(matter.id)).map((key) => key.split(' ')[1]);
      expect(kinds.filter((kind) => kind === 'receipt')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'notice')).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 'decision')).toHaveLength(1);
    }
  },
);
