import '../../styles/connect.css';
import '../../styles/data.css';
import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { AccessPage } from './access-page.tsx';
import { ConnectionPage } from './connection-page.tsx';
import { DocumentPage } from './document-page.tsx';
import { ExportPage } from './export-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { StorePage } from './store-page.tsx';

/** What is stored about the person, who may read it, who looked, and what the person can do about it. */
export default function DataPages(): ReactElement {
  return (
    <Switch>
      <Route path="/data" component={OverviewPage} />
      <Route path="/data/document" component={DocumentPage} />
      <Route path="/data/connections/:service">
        {({ service }) => <ConnectionPage key={service} service={decodeURIComponent(service)} />}
      </Route>
      <Route path="/data/access" component={AccessPage} />
      <Route path="/data/export" component={ExportPage} />
      <Route path="/data/store" component={StorePage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
