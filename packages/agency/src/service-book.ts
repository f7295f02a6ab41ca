import { PosthornError } from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';

/** The services of an agency, in every version that it still takes applications for. */
export interface ServiceBook {
  all(): ServiceDefinition[];
  find(id: string, version: number): ServiceDefinition | null;
  /** The newest version. */
  latest(id: string): ServiceDefinition | null;
}

/** @throws PosthornError `config-invalid` when a version stands in two files */
export function createServiceBook(services: readonly ServiceDefinition[]): ServiceBook {
  const byKey = new Map<string, ServiceDefinition>();
  for (const service of services) {
    const key = `${service.id} ${service.version}`;
    if (byKey.has(key)) {
      throw new PosthornError(
        'config-invalid',
        `Service ${service.id} version ${service.version} is configured twice.`,
        {
          mend: 'Name each service file once, and give each version of a service a number of its own.',
        },
      );
    }
    byKey.set(key, service);
  }
  return {
    all: () => [...byKey.values()],
    find: (id, version) => byKey.get(`${id} ${version}`) ?? null,
    latest: (id) =>
      [...byKey.values()].filter((service) => service.id === id).toSorted((a, b) => b.version - a.version)[0] ?? null,
  };
}
