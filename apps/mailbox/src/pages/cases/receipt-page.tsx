import type { Case } from '@posthorn/citizen';
import type { Receipt } from '@posthorn/protocol';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { useDates } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';
import { AnswersView } from './answers-view.tsx';
import { MissingCase } from './missing-case.tsx';
import { ReceiptActions } from './receipt-actions.tsx';
import { useCase } from './use-case.ts';

/** The proof that the agency has received an application: to show, check, print and save. */
export function ReceiptPage({ id }: { id: string }): ReactElement {
  const { t } = useTranslation('cases');
  const { matter, caughtUp } = useCase(id);
  if (matter === null) return <MissingCase caughtUp={caughtUp} />;
  const { receipt } = matter;
  return (
    <Page title={t('receipt.title')} above={matter.title}>
      {receipt === null ? (
        <Empty title={t('receipt.none')} />
      ) : (
        <>
          <p className="kern-body">{t('receipt.text')}</p>
          <ReceiptFacts matter={matter} receipt={receipt} />
          <ReceiptActions matter={matter} />
        </>
      )}
      <div className="actions">
        <ButtonLink to={`/cases/${id}`} look="tertiary">
          {t('receipt.back')}
        </ButtonLink>
      </div>
    </Page>
  );
}

function ReceiptFacts({ matter, receipt }: { matter: Case; receipt: Receipt }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const dates = useDates();
  const application = matter.timeline.find((event) => event.kind === 'application');
  const names = new Map(application?.attachments.map(({ id, name }) => [id, name]));
  const facts: [key: string, value: string][] = [
    ['receivedAt', dates.time(receipt.receivedAt)],
    ['service', matter.title],
    ['agency', textOf(matter.agency.name, i18n.language)],
    ['agencyId', receipt.agency],
    ['case', receipt.caseId],
    ['application', receipt.applicationId],
  ];
  return (
    <>
      <dl className="kern-description-list">
        {facts.map(([key, value]) => (
          <Fact key={key} name={t(`receipt.${key}`)} value={value} />
        ))}
        <Fact name={t('receipt.answers')} value={receipt.answersSha256} isCode />
        {receipt.attachments.map(({ id, sha256 }) => (
          <Fact key={id} name={t('receipt.file', { name: names.get(id) ?? id })} value={sha256} isCode />
        ))}
      </dl>
      {application !== undefined && (
        <section className="receipt-answers" aria-labelledby="answers">
          <h2 className="kern-heading-small" id="answers">
            {t('applicationText')}
          </h2>
          <AnswersView matter={matter} application={application} />
        </section>
      )}
    </>
  );
}

function Fact({ name, value, isCode = false }: { name: string; value: string; isCode?: boolean }): ReactElement {
  return (
    <div className="kern-description-list-item">
      <dt className="kern-description-list-item__key">{name}</dt>
      <dd className="kern-description-list-item__value">{isCode ? <code>{value}</code> : value}</dd>
    </div>
  );
}
