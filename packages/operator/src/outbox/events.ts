/** What is to be told to a service. */
export interface NewEvent {
  /** clientId of the service. */
  service: string;
  /** Events of one connection keep their order. */
  connection: string;
  /** Message type, such as `CONNECTION_EVENT`. */
  type: string;
  /** Where the service listens. */
  url: string;
  /** What the message is made from at each attempt: messages expire within the hour, so each attempt signs anew. */
  body: string;
  /**
   * Whether later events of the same connection wait until this one is delivered or given up. For what changes the connection; not for
   * what is only of the moment, such as a login, which must not stand in the way of the next one.
   */
  holdsLater: boolean;
}

/** An event that some operator has taken over to deliver. */
export interface ClaimedEvent extends NewEvent {
  id: number;
  /** This attempt counted, from 1. */
  attempt: number;
}

/** An event that was given up. */
export interface DeadLetter extends Pick<NewEvent, 'service' | 'connection' | 'type' | 'url'> {
  id: number;
  attempts: number;
  /** Why the last attempt failed: an error code, or `status 500`. */
  failure: string;
  createdAt: Date;
  deadAt: Date;
}

/** Events by state: never tried or being tried for the first time, failed at least once, given up. */
export type EventCounts = Record<'waiting' | 'retrying' | 'dead', number>;
