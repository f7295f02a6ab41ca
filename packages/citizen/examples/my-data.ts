import type { LoginRequest, Person } from '@posthorn/citizen';

/** Signs in at the page whose QR code was scanned. `ask` shows the person what the service wants; gives the approved ids. */
export async function signInAtPage(
  person: Person,
  url: string,
  ask: (request: LoginRequest) => Promise<string[] | null>,
): Promise<void> {
  const request = await person.data.readLoginRequest(url);
  const approve = await ask(request);
  if (approve) await request.agree({ approve });
  else request.decline();
}

/** Which services have read an area, and when. */
export async function readersOf(person: Person, area: string): Promise<{ service: string; at: Date }[]> {
  const readers: { service: string; at: Date }[] = [];
  for await (const { action, outcome, about, actor, at } of person.data.accessLog()) {
    const isIt = JSON.stringify(about['paths'] ?? []).includes(JSON.stringify(area));
    if (action === 'read' && outcome === 'done' && isIt) readers.push({ service: actor, at });
  }
  return readers;
}

/** Takes back every consent by which a service reads an area. Its data stays, under new locks. */
export async function closeArea(person: Person, area: string): Promise<void> {
  const { connections } = await person.data.overview();
  const permissions = connections.flatMap((connection) => connection.permissions);
  for (const { id, type, area: of, withdrawable } of permissions) {
    if (type === 'READ' && of === area && withdrawable) await person.data.withdraw(id);
  }
}
