import type { Channel } from '@posthorn/channel';
import { isPosthornError, protocolLimits, readContent, readExternal, type ErrorCode } from '@posthorn/protocol';
import type { LogEntry } from './event-log.ts';

/** After these the content may still be there. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['homeserver-unreachable', 'session-ended', 'channel-stopped']);

/**
 * Fetches the content of a message that was too large for an event. One that is gone or damaged is marked as malformed;
 * what cannot be had now stays unfetched.
 */
export async function fetchExternal(channel: Channel, entry: LogEntry): Promise<LogEntry> {
  if (!entry.unfetched) return entry;
  const read = readContent(entry.type, entry.content);
  if (read.kind !== 'external') return entry;
  const { unfetched: _, ...fetched } = entry;
  try {
    const bytes = await channel.download(read.block.file, Math.min(read.block.size, protocolLimits.size));
    return { ...fetched, external: await readExternal(read, bytes) };
  } catch (error) {
    if (!isPosthornError(error)) throw error;
    if (PASSING.has(error.code)) return entry;
    const { code, message } = error;
    return { ...fetched, external: { kind: 'malformed', body: read.body, reason: message, code } };
  }
}
