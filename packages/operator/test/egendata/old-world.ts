import type { DatabaseConfig, OperatorConfig } from '@posthorn/operator';
import { startTestOperator, type TestOperator } from '../story.ts';
import { openFrontDoor, type FrontDoor } from './front-door.ts';
import type { DefaultPermission } from './npm-client.ts';
import { readStrictly } from './old-form.ts';
import { startOldService, type OldService } from './old-service.ts';
import type { RsaPrivateJwk } from './rsa-keys.ts';

/** Operators behind one front door, and the old services around them. */
export interface OldWorld extends AsyncDisposable {
  /** What everybody knows as the operator. */
  url: string;
  door: FrontDoor;
  operators: TestOperator[];
  /** Starts an old service, not yet registered. It ends with the world. */
  service(name: string, key: RsaPrivateJwk, asksFor?: DefaultPermission[]): Promise<OldService>;
  /** Everything that old peers were told by the operators was in the form that their strict parsers take. */
  checkEverythingSaid(): { answers: number; events: number };
}

/**
 * Opens a world on one database.
 *
 * @param count how many operators share the database
 */
export async function openOldWorld(
  database: DatabaseConfig,
  { count = 1, ...changes }: { count?: number } & Partial<OperatorConfig> = {},
): Promise<OldWorld> {
  await using parts = new AsyncDisposableStack();
  const door = parts.use(await openFrontDoor());
  const operators: TestOperator[] = [];
  for (const _ of Array.from({ length: count })) {
    const operator = parts.use(await startTestOperator(database, { baseUrl: door.url, ...changes }));
    operators.push(operator);
    door.operators.push(new URL(operator.url));
  }
  const services: OldService[] = [];
  const running = parts.move();
  return {
    url: door.url,
    door,
    operators,
    async service(name, key, asksFor) {
      const service = running.use(
        await startOldService({ name, operator: door.url, key, ...(asksFor !== undefined && { asksFor }) }),
      );
      services.push(service);
      return service;
    },
    checkEverythingSaid() {
      const events = services.flatMap((service) => service.received);
      for (const jws of [...door.signedAnswers, ...events]) readStrictly(jws);
      return { answers: door.signedAnswers.length, events: events.length };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
