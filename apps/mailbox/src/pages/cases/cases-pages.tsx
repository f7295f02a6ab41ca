import '../../styles/cases.css';
import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { CaseListPage } from './case-list-page.tsx';
import { CasePage } from './case-page.tsx';
import { ReceiptPage } from './receipt-page.tsx';

/** The mailbox: all cases, one case, and the proof that it was received. */
export default function CasesPages(): ReactElement {
  return (
    <Switch>
      <Route path="/cases" component={CaseListPage} />
      <Route path="/cases/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
      <Route path="/cases/:id/receipt">{({ id }) => <ReceiptPage id={id} />}</Route>
      <Route component={NotFoundPage} />
    </Switch>
  );
}
