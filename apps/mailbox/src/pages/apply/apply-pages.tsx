import '../../styles/apply.css';
import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { ApplyPage } from './apply-page.tsx';

/** Filling in an application, page by page. */
export default function ApplyPages(): ReactElement {
  return (
    <Switch>
      <Route path="/apply/:draft/:page?">
        {({ draft, page }) => (
          <ApplyPage key={draft} draftId={draft} {...(page === undefined ? {} : { pageId: page })} />
        )}
      </Route>
      <Route component={NotFoundPage} />
    </Switch>
  );
}
