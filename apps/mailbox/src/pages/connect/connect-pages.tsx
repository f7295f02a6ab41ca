import '../../styles/connect.css';
import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { ConnectPage } from './connect-page.tsx';
import { RequestsPage } from './requests-page.tsx';

/** Signing in at a service's page, and what services ask for later. */
export default function ConnectPages(): ReactElement {
  return (
    <Switch>
      <Route path="/connect" component={ConnectPage} />
      <Route path="/connect/requests" component={RequestsPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
