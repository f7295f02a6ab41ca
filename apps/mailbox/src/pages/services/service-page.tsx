import type { Service } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded } from '../../session/use-live.ts';
import { BeginApplication } from './begin-application.tsx';
import { CostSection } from './cost-section.tsx';
import { DataSection } from './data-section.tsx';
import { LawSection } from './law-section.tsx';
import { NeedSection } from './need-section.tsx';
import { ServiceFacts } from './service-facts.tsx';
import { StepsSection } from './steps-section.tsx';

/** All there is to know about a service before applying. @param props.agency clientId */
export function ServicePage({ agency, id }: { agency: string; id: string }): ReactElement {
  const { t } = useTranslation('services');
  const person = usePerson();
  const service = useLoaded(() => person.service({ id, agency: { id: agency } }), [agency, id]);
  if (service.state === 'loading') return <Loading text={t('service.loading')} />;
  if (service.state === 'ready') return <WholeService service={service.value} />;
  return (
    <Page title={t('service.failed')}>
      <ErrorAlert error={service.error} onRetry={service.reload} />
      <ButtonLink to="/services" look="tertiary">
        {t('service.find')}
      </ButtonLink>
    </Page>
  );
}

function WholeService({ service }: { service: Service }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const { description } = service.definition;
  return (
    <Page title={service.title} above={textOf(service.agency.name, i18n.language)}>
      <p className="kern-body kern-body--large">{service.summary}</p>
      <ServiceFacts service={service} />
      <BeginApplication service={service} />
      {description !== undefined && (
        <section className="services-section">
          <h2 className="kern-heading-medium">{t('service.about')}</h2>
          <p className="kern-body">{textOf(description, i18n.language)}</p>
        </section>
      )}
      <NeedSection service={service} />
      <CostSection service={service} />
      <StepsSection service={service} />
      <DataSection service={service} />
      <LawSection laws={service.definition.legalBasis} />
    </Page>
  );
}
