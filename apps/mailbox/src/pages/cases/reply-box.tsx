import type { Case } from '@posthorn/citizen';
import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { useOnline, usePerson, useSession } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { replyTexts } from './reply-texts.ts';

/** In characters; the protocol takes twice as much. */
const longest = 10_000;

/** Writes to the agency in this case. */
export function ReplyBox({ matter }: { matter: Case }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const { userId } = usePerson();
  const texts = replyTexts(useSession());
  const isOnline = useOnline();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => texts.get(userId, matter.id));
  const [told, setTold] = useState('');
  const write = (next: string): void => {
    texts.set(userId, matter.id, next);
    setText(next);
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
      write('');
    } catch (error) {
      // Stopped on its way, it stands in the thread with its reason, and can be sent again from there.
      const isKept = matter.timeline.some((event) => event.kind === 'reply' && event.text === text);
      if (!isKept) throw error;
      write('');
    }
  });
  return (
    <section className="reply" aria-labelledby={`${id}-title`}>
      <h2 className="kern-heading-small" id={`${id}-title`}>
        {t('reply.title')}
      </h2>
      <div className="kern-form-input">
        <label className="kern-label" htmlFor={id}>
          {t('reply.label', { who: textOf(matter.agency.name, i18n.language) })}
        </label>
        <textarea
          ref={field}
          id={id}
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
