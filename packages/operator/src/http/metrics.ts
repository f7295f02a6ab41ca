import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isPosthornError, type WireType } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';

/** Counts what the operator does, for Prometheus: types, codes and times, nothing that says of whom. */
export interface Metrics {
  registry: Registry;
  /** Counts a message with what became of it: `done`, or the code of the refusal. */
  message<T>(type: WireType, work: Promise<T>): Promise<T>;
}

/** Seconds. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The numbers of one operator process. Each has its own registry, so that several may live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const messages = new Counter({
    name: 'posthorn_messages_total',
    help: 'Signed messages by type and outcome (done, or an error code)',
    labelNames: ['type', 'outcome'],
    registers: [registry],
  });
  return {
    registry,
    async message(type, work) {
      try {
        const result = await work;
        messages.inc({ type, outcome: 'done' });
        return result;
      } catch (error) {
        messages.inc({ type, outcome: isPosthornError(error) ? error.code : 'failed' });
        throw error;
      }
    },
  };
}

/** `GET /metrics`, and the times of all requests. */
export function addMetrics(server: FastifyInstance, { metrics, events }: OperatorContext): void {
  const { registry } = metrics;
  const times = new Histogram({
    name: 'posthorn_http_request_seconds',
    help: 'Time to answer a request, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  const waiting = new Gauge({
    name: 'posthorn_events',
    help: 'Events to services by state: waiting, retrying, or dead (given up after three days)',
    labelNames: ['state'],
    registers: [registry],
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    times.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  server.get(
    '/metrics',
    { config: { rateLimit: false }, logLevel: 'warn', schema: { hide: true } },
    async (_request, reply) => {
      for (const [state, count] of Object.entries(await events.counts())) waiting.set({ state }, count);
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
