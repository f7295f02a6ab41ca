import type { LocalizedText } from '@posthorn/protocol';
import type { LocalizedForm, Region, ServiceDefinition } from '@posthorn/service-definition';

/** Names a service of one agency. */
export interface ServiceKey {
  /** Id of the service. */
  id: string;
  agency: { id: string };
  /** Without it the newest. */
  version?: number;
}

/** A service that was found. */
export interface FoundService extends ServiceKey {
  version: number;
  /** In the person's language. */
  title: string;
  summary: string;
  applicant: readonly ('person' | 'company')[];
  /** The agency that is responsible at the place. */
  agency: { id: string; name: LocalizedText };
}

/** What a search came to. */
export interface FoundServices {
  /** The place that was meant; null when it is not clear which. */
  place: Region | null;
  /** Places that may be meant: pass one of them to search again. */
  candidates: Region[];
  /** Best first; empty as long as the place is not clear. */
  services: FoundService[];
}

/** A service with all that a user interface shows of it, in the person's language. */
export interface Service extends ServiceKey {
  version: number;
  agency: { id: string; name: LocalizedText };
  title: string;
  summary: string;
  /** What it costs, in words. */
  fee: string;
  form: LocalizedForm;
  definition: ServiceDefinition;
}
