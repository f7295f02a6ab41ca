import { randomUUID } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { connectionById } from '../store/contacts.ts';
import { insertCase } from './case-record.ts';
import { inLanguage, type Text } from './localized.ts';
import { speak } from './speak.ts';

export interface Letter {
  title: Text;
  text: Text;
  /** `YYYY-MM-DD` */
  due?: string;
}

/**
 * Writes to a person without an application before: opens a case with a letter.
 *
 * @returns the case's id
 * @throws PosthornError `connection-unknown`
 */
export function openCase(context: Context, connectionId: string, letter: Letter): string {
  const connection = connectionById(context.db, connectionId);
  if (!connection) {
    throw new PosthornError('connection-unknown', 'There is no connection with this id.', {
      mend: 'Take the id from connections(): the person has to connect first.',
    });
  }
  const { roomId, language } = connection;
  const record = { id: randomUUID(), roomId, connectionId, language } as const;
  context.db.transaction(() => {
    insertCase(
      context.db,
      { ...record, service: null, application: null, root: null, status: 'in-progress', work: 'manual' },
      Date.now(),
    );
    speak(context, record, {
      kind: 'notice',
      title: inLanguage(letter.title, language),
      text: inLanguage(letter.text, language),
      ...(letter.due === undefined ? {} : { due: letter.due }),
    });
  });
  return record.id;
}
