import type { Case } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDates } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';

/** More than these stand in the mailbox. */
const most = 5;

/** Cases in which the agency has said something new. */
export function UnreadSection({ cases }: { cases: readonly Case[] }): ReactElement | null {
  const { t } = useTranslation('home');
  if (cases.length === 0) return null;
  return (
    <section className="home-section" aria-labelledby="home-unread">
      <h2 className="kern-heading-medium" id="home-unread">
        {t('unread.title')}
      </h2>
      <ul className="plain-list home-list">
        {cases.slice(0, most).map((matter) => (
          <li key={matter.id} className="kern-card kern-card--small kern-card--hug kern-card--interactive">
            <UnreadCard matter={matter} />
          </li>
        ))}
      </ul>
      <Link href="/cases" className="kern-link home-more">
        {t('unread.all')}
      </Link>
    </section>
  );
}

function UnreadCard({ matter }: { matter: Case }): ReactElement {
  const { t, i18n } = useTranslation('home');
  const dates = useDates();
  const last = matter.timeline.findLast(({ from }) => from === 'agency');
  return (
    <article className="kern-card__container">
      <header className="kern-card__header">
        <p className="kern-preline">{textOf(matter.agency.name, i18n.language)}</p>
        <h3 className="kern-title kern-title--small">
          <Link href={`/cases/${encodeURIComponent(matter.id)}`} className="kern-link kern-link--stretched">
            {matter.title}
          </Link>
        </h3>
      </header>
      {last !== undefined && <p className="kern-body home-text">{last.body}</p>}
      <p className="kern-body kern-body--small">
        {t('unread.count', { count: matter.unread })}
        {last !== undefined && ` · ${dates.time(last.at)}`}
      </p>
    </article>
  );
}
