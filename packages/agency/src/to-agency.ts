import { PosthornError } from '@posthorn/protocol';
import type { Agency, AgencyHealth } from './agency.ts';
import { openCaseDesk, toSummary } from './cases/case-desk.ts';
import { countCases, listCases } from './cases/case-record.ts';
import { unassignedMessages } from './cases/messages.ts';
import { openCase } from './cases/open-case.ts';
import type { WebConfig } from './config/config.ts';
import type { Context } from './context.ts';
import { openAgencyData } from './data/agency-data.ts';
import type { Handler } from './handlers/handler-case.ts';
import type { Runner } from './handlers/runner.ts';
import type { Line } from './line.ts';
import { openLogins } from './logins/logins.ts';
import { countConnections, listConnections } from './store/contacts.ts';
import { openWebServer, type WebServer } from './web/web-server.ts';

interface AgencyParts {
  line: Line;
  runner: Runner;
  web?: WebConfig;
  /** Told where the web server listens, once it does. */
  listensAt(url: string): void;
}

/** What programs see of an agency. */
export function toAgency<Answers extends object>(context: Context, parts: AgencyParts): Agency<Answers> {
  const { db, channel, services, watchers } = context;
  const { line, runner } = parts;
  const logins = openLogins(context);
  let server: WebServer | null = null;
  let closed: Promise<void> | null = null;

  const health = (): AgencyHealth => ({
    ...line.health(),
    connections: countConnections(db),
    parked: countCases(db, 'parked'),
  });

  async function start(): Promise<void> {
    if (parts.web) {
      server = await openWebServer(parts.web, { context, logins, health });
      parts.listensAt(server.url);
    }
    await line.start();
    runner.start();
  }

  async function close(): Promise<void> {
    runner.stop();
    await server?.close();
    await line.stop();
    db.close();
  }

  return {
    clientId: context.clientId,
    userId: channel.session.userId,
    get url() {
      return server && (context.addresses()?.url ?? null);
    },
    logins,
    data: openAgencyData(context),
    onApplication(serviceId, handler) {
      if (!services.latest(serviceId))
        throw unknownService(
          serviceId,
          services.all().map((service) => service.id),
        );
      // The answers were evaluated with the service whose type the caller names.
      runner.register(serviceId, handler as unknown as Handler);
    },
    onMessage: (listener) => watchers.onMessage(listener),
    onAgreement: (listener) => watchers.onAgreement(listener),
    start,
    published: () => line.published(),
    idle: () => line.idle(),
    connections: () => listConnections(db),
    cases: (filter = {}) => listCases(db, filter).map(toSummary),
    case: (id) => openCaseDesk(context, id),
    unassigned: () => unassignedMessages(db),
    openCase: (connectionId, letter) => openCase(context, connectionId, letter),
    health,
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

function unknownService(id: string, known: string[]): PosthornError {
  return new PosthornError('service-unknown', `This agency does not offer the service "${id}".`, {
    mend: `Register handlers for: ${known.join(', ')}; or add the service's file to the configuration.`,
  });
}
