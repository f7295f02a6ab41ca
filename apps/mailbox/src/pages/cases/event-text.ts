import type { CaseEvent } from '@posthorn/citizen';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** What an event says, in a few words: for the list and for announcements. */
export function eventText(event: CaseEvent, t: TFunction<'cases'>): string {
  switch (event.kind) {
    case 'application':
    case 'receipt':
    case 'refusal':
    case 'answer':
    case 'withdrawal':
    case 'waiting':
      return t(`says.${event.kind}`);
    case 'status':
      return event.text ?? t(`status.${event.status}`);
    case 'decision':
      return event.decision === null ? t('says.decision') : t(`outcome.${event.decision.outcome}`);
    case 'question':
    case 'document-request':
    case 'reply':
    case 'notice':
      return event.text;
    case 'attachment':
      return t('says.file', { name: event.attachment.name });
    case 'outgoing-file':
    case 'file':
      return t('says.file', { name: event.name });
    default:
      return event.body;
  }
}

export function useEventText(): (event: CaseEvent) => string {
  const { t } = useTranslation('cases');
  return (event) => eventText(event, t);
}
