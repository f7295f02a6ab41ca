import type { Case } from '@posthorn/citizen';
import { useReducer, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { useOnline } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** Where the person writes; there is one such field on a page. */
export const replyFieldId = 'reply';

/** In characters; the protocol takes twice as much. */
const longest = 10_000;

/** Writes to the agency in this case. What is not sent yet is still there after a reload. */
export function ReplyBox({ matter }: { matter: Case }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const isOnline = useOnline();
  const field = useRef<HTMLTextAreaElement>(null);
  const [, renderAnew] = useReducer((count: number) => count + 1, 0);
  const text = matter.unsentText;
  const [told, setTold] = useState('');
  const write = (next: string): void => {
    // On a full disk it stands here all the same, until the app is closed.
    matter.keepUnsentText(next).catch(() => undefined);
    renderAnew();
  };
  const sending = useAction(async () => {
    if (text.trim() === '') {
      field.current?.focus();
      setTold(t('reply.empty'));
      return;
    }
    setTold('');
    try {
      const outcome = await matter.reply(text);
      setTold(t(`reply.${outcome}`));
      if (matter.unsentText === text) write('');
    } catch (error) {
      // Stopped on its way, it stands in the thread with its reason, and can be sent again from there.
      const isKept = matter.timeline.some((event) => event.kind === 'reply' && event.text === text);
      if (!isKept) throw error;
      if (matter.unsentText === text) write('');
    }
  });
  return (
    <section className="reply" aria-labelledby={`${replyFieldId}-title`}>
      <h2 className="kern-heading-small" id={`${replyFieldId}-title`}>
        {t('reply.title')}
      </h2>
      <div className="kern-form-input">
        <label className="kern-label" htmlFor={replyFieldId}>
          {t('reply.label', { who: textOf(matter.agency.name, i18n.language) })}
        </label>
        <textarea
          ref={field}
          id={replyFieldId}
          className="kern-form-input__input reply-text"
          rows={4}
          maxLength={longest}
          value={text}
          onChange={({ target }) => write(target.value)}
        />
      </div>
      {!isOnline && <p className="kern-hint">{t('reply.offline')}</p>}
      <div className="actions">
        <Button isBusy={sending.isRunning} onClick={() => void sending.run()}>
          {t('reply.send')}
        </Button>
      </div>
      <p className="kern-body" role="status">
        {told}
      </p>
      {sending.error !== null && <ErrorAlert error={sending.error} />}
    </section>
  );
}
