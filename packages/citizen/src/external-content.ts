import type { Channel } from '@posthorn/channel';
import { isPosthornError, protocolLimits, readContent, readExternal } from '@posthorn/protocol';
import type { LogEntry } from './event-log.ts';

/**
 * Fetches the content of a message that was too large for an event. A damaged one is marked as malformed; while the
 * homeserver is away it throws, so that the message is delivered again.
 */
export async function resolveExternal(channel: Channel, entry: LogEntry): Promise<LogEntry> {
  if (entry.trust === 'undecryptable' || entry.external) return entry;
  const read = readContent(entry.type, entry.content);
  if (read.kind !== 'external') return entry;
  try {
    const bytes = await channel.download(read.block.file, Math.min(read.block.size, protocolLimits.size));
    return { ...entry, external: await readExternal(read, bytes) };
  } catch (error) {
    if (!isPosthornError(error) || error.code === 'homeserver-unreachable') throw error;
    const { code, message } = error;
    return { ...entry, external: { kind: 'malformed', body: read.body, reason: message, code } };
  }
}
