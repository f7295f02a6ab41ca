import '../../styles/services.css';
import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { FindPage } from './find-page.tsx';
import { ServicePage } from './service-page.tsx';

/** Finding services, and what there is to know about one. */
export default function ServicesPages(): ReactElement {
  return (
    <Switch>
      <Route path="/services" component={FindPage} />
      <Route path="/services/:agency/:id">
        {({ agency, id }) => (
          <ServicePage key={`${agency} ${id}`} agency={decodeURIComponent(agency)} id={decodeURIComponent(id)} />
        )}
      </Route>
      <Route component={NotFoundPage} />
    </Switch>
  );
}
