import type { DeviceVerification } from '@posthorn/citizen';
import { lazy, Suspense, useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { emojiName } from '../i18n/emoji-names.ts';
import { usePerson } from '../session/session-context.tsx';
import { useAction } from '../session/use-action.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorAlert } from './error-alert.tsx';
import { Loading } from './loading.tsx';

const QrCode = lazy(() => import('./qr-code.tsx').then((module) => ({ default: module.QrCode })));

/** Wherever the person is: another device of theirs wants to be let in, or is being let in. */
export function VerificationDialog(): ReactElement | null {
  const person = usePerson();
  const [current, setCurrent] = useState<DeviceVerification | null>(() => person.verifications().at(-1) ?? null);
  useEffect(() => person.onVerification(setCurrent), [person]);
  return current && <Verification key={current.id} verification={current} onClose={() => setCurrent(null)} />;
}

type Deed = 'accept' | 'compareEmoji' | 'confirm' | 'mismatch';

/** What can be done in each state, and how the button is called. */
const deeds: Record<DeviceVerification['state'], readonly [Deed, string][]> = {
  requested: [['accept', 'verification.accept']],
  waiting: [],
  ready: [['compareEmoji', 'verification.compare']],
  emoji: [
    ['confirm', 'verification.same'],
    ['mismatch', 'verification.different'],
  ],
  scanned: [
    ['confirm', 'verification.yes'],
    ['mismatch', 'verification.no'],
  ],
  done: [],
  cancelled: [],
};

interface Props {
  verification: DeviceVerification;
  onClose: () => void;
}

function Verification({ verification, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation('settings');
  const { state, emoji, qr } = verification;
  const said = useFocusKept();
  const isOver = state === 'done' || state === 'cancelled';
  const acting = useAction((deed: Deed) => verification[deed]());
  const closing = useAction(async () => {
    if (!isOver) await verification.cancel();
    onClose();
  });
  const offered = deeds[state].filter(([deed]) => deed !== 'accept' || verification.incoming);
  return (
    <Dialog
      title={t('verification.title')}
      onClose={() => void closing.run()}
      footer={
        <>
          {offered.map(([deed, text], index) => (
            <Button
              key={deed}
              look={index === 0 ? 'primary' : 'secondary'}
              isBusy={acting.isRunning}
              onClick={() => void acting.run(deed)}
            >
              {t(text)}
            </Button>
          ))}
          <Button look="tertiary" onClick={() => void closing.run()}>
            {t(leaving(verification))}
          </Button>
        </>
      }
    >
      <p className="kern-body" role="status" tabIndex={-1} ref={said}>
        {t(sentence(verification), { name: verification.deviceName || verification.deviceId })}
      </p>
      {state === 'requested' && <p className="kern-body">{t('verification.warning')}</p>}
      {qr !== null && (
        <Suspense fallback={<Loading />}>
          <QrCode content={qr} label={t('verification.qr')} />
        </Suspense>
      )}
      {state === 'emoji' && (
        <ol className="emoji-list">
          {emoji.map(({ symbol, name }) => (
            <li key={name}>
              <span className="emoji" aria-hidden="true">
                {symbol}
              </span>
              <span className="kern-body">{emojiName(name, i18n.language)}</span>
            </li>
          ))}
        </ol>
      )}
      {acting.error !== null && <ErrorAlert error={acting.error} />}
    </Dialog>
  );
}

/** Buttons come and go: whoever stood on one that is gone goes on at the sentence that says what is next. */
function useFocusKept(): RefObject<HTMLParagraphElement | null> {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const isInside = said.current?.closest('dialog')?.contains(document.activeElement) ?? true;
    if (!isInside) said.current?.focus();
  });
  return said;
}

/** How the button that ends it is called. */
function leaving({ state, incoming }: DeviceVerification): string {
  if (state === 'done' || state === 'cancelled') return 'common:close';
  return state === 'requested' && incoming ? 'verification.refuse' : 'common:cancel';
}

function sentence({ state, incoming, cancelled }: DeviceVerification): string {
  if (state === 'requested' && !incoming) return 'verification.requestedOwn';
  if (state === 'cancelled' && cancelled === 'mismatch') return 'verification.mismatch';
  return `verification.${state}`;
}
