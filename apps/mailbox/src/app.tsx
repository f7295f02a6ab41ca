import { lazy, Suspense, type ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { AppFrame } from './components/app-frame.tsx';
import { Loading } from './components/loading.tsx';
import { VerificationDialog } from './components/verification-dialog.tsx';
import { MailNotices } from './notifications/mail-notices.tsx';
import { ElsewherePage } from './pages/start/elsewhere-page.tsx';
import { FailedPage } from './pages/start/failed-page.tsx';
import { NotFoundPage } from './pages/start/not-found-page.tsx';
import { SessionEndedPage } from './pages/start/session-ended-page.tsx';
import { StartingPage } from './pages/start/starting-page.tsx';
import { WelcomePage } from './pages/start/welcome-page.tsx';
import type { AppUpdates } from './session/app-updates.ts';
import { useSessionState } from './session/session-context.tsx';

const HomePage = lazy(() => import('./pages/home/home-page.tsx'));
const RecoverPage = lazy(() => import('./pages/recovery/recover-page.tsx'));
const KeepRecoveryPage = lazy(() => import('./pages/recovery/keep-recovery-page.tsx'));
const ServicesPages = lazy(() => import('./pages/services/services-pages.tsx'));
const ApplyPages = lazy(() => import('./pages/apply/apply-pages.tsx'));
const CasesPages = lazy(() => import('./pages/cases/cases-pages.tsx'));
const ConnectPages = lazy(() => import('./pages/connect/connect-pages.tsx'));
const DataPages = lazy(() => import('./pages/data/data-pages.tsx'));
const SettingsPages = lazy(() => import('./pages/settings/settings-pages.tsx'));

/** The whole app: what is shown depends on where the person stands with this device, then on the address. */
export function App({ updates }: { updates: AppUpdates }): ReactElement {
  return (
    <Suspense fallback={<Loading />}>
      <AppFrame updates={updates}>
        <Suspense fallback={<Loading />}>
          <Content />
        </Suspense>
      </AppFrame>
    </Suspense>
  );
}

function Content(): ReactElement {
  const state = useSessionState();
  if (state.phase === 'starting') return <StartingPage step={state.step} />;
  if (state.phase === 'signed-out') return <WelcomePage isStillListed={state.isStillListed} />;
  if (state.phase === 'elsewhere') return <ElsewherePage isSilent={state.isSilent} />;
  if (state.phase === 'session-ended') return <SessionEndedPage person={state.person} />;
  if (state.phase === 'failed') return <FailedPage error={state.error} />;
  if (state.phase === 'needs-recovery') return <RecoverPage />;
  if (state.recoverySecret === null || state.isPostponed) return <Pages />;
  return <KeepRecoveryPage recoverySecret={state.recoverySecret} />;
}

/** Each part of the app is a file of its own, loaded when somebody goes there. Addresses within a part are its own matter. */
function Pages(): ReactElement {
  return (
    <>
      <Suspense fallback={null}>
        <MailNotices />
        <VerificationDialog />
      </Suspense>
      <Switch>
        <Route path="/" component={HomePage} />
        <Route path="/services/*?" component={ServicesPages} />
        <Route path="/apply/*?" component={ApplyPages} />
        <Route path="/cases/*?" component={CasesPages} />
        <Route path="/connect/*?" component={ConnectPages} />
        <Route path="/data/*?" component={DataPages} />
        <Route path="/settings/*?" component={SettingsPages} />
        <Route component={NotFoundPage} />
      </Switch>
    </>
  );
}
