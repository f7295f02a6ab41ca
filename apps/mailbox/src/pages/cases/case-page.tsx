import type { Case } from '@posthorn/citizen';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { Page } from '../../components/page.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { Arrivals } from './arrivals.tsx';
import { CaseStepsView } from './case-steps-view.tsx';
import { DeadlineList } from './deadline-list.tsx';
import { MissingCase } from './missing-case.tsx';
import { isOpen } from './question.ts';
import { ReplyBox } from './reply-box.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TaskList } from './task-list.tsx';
import { ThreadView } from './thread-view.tsx';
import { placeOf } from './thread.ts';
import { useCase } from './use-case.ts';
import { useMarkRead } from './use-mark-read.ts';
import { Withdraw } from './withdraw.tsx';

/** One case: where it stands, what is to be done, and all that was said. */
export function CasePage({ id }: { id: string }): ReactElement {
  const { matter, caughtUp } = useCase(id);
  return matter === null ? <MissingCase caughtUp={caughtUp} /> : <CaseView matter={matter} />;
}

function CaseView({ matter }: { matter: Case }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  useMarkRead(matter);
  useSoughtEvent(matter);
  return (
    <Page title={matter.title || t('untitled')} above={textOf(matter.agency.name, i18n.language)}>
      <p className="case-head">
        <StatusBadge status={matter.status} />
        <Link href="/cases" className="kern-link">
          {t('toList')}
        </Link>
        {matter.receipt !== null && (
          <Link href={`/cases/${matter.id}/receipt`} className="kern-link">
            {t('toReceipt')}
          </Link>
        )}
      </p>
      <CaseStepsView matter={matter} />
      <TaskList matter={matter} />
      <DeadlineList matter={matter} />
      <ThreadView matter={matter} />
      <Arrivals matter={matter} />
      <ReplyBox matter={matter} />
      {matter.service !== null && isOpen(matter) && matter.status !== 'sending' && <Withdraw matter={matter} />}
    </Page>
  );
}

/** Goes to the message that a search has found. Which one it is stands in the history, not in the address. */
function useSoughtEvent({ timeline }: Case): void {
  const state = useHistoryState<{ eventId?: string } | null>();
  const sought = timeline.find(({ eventId }) => eventId === state?.eventId);
  const place = sought === undefined ? null : placeOf(sought);
  useEffect(() => {
    const element = place === null ? null : document.getElementById(place);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  }, [place]);
}
