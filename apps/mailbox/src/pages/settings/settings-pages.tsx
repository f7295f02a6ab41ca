import { lazy, type ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../start/not-found-page.tsx';
import { DeleteAccountPage } from './delete-account-page.tsx';
import { DevicesPage } from './devices-page.tsx';
import { LanguagePage } from './language-page.tsx';
import { RecoverySettingsPage } from './recovery-settings-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { SignOutPage } from './sign-out-page.tsx';
import '../../styles/settings.css';

const NotificationsPage = lazy(() => import('./notifications-page.tsx'));

/** Everything below `/settings`. */
export default function SettingsPages(): ReactElement {
  return (
    <Switch>
      <Route path="/settings" component={SettingsPage} />
      <Route path="/settings/language" component={LanguagePage} />
      <Route path="/settings/notifications" component={NotificationsPage} />
      <Route path="/settings/devices" component={DevicesPage} />
      <Route path="/settings/recovery" component={RecoverySettingsPage} />
      <Route path="/settings/sign-out" component={SignOutPage} />
      <Route path="/settings/delete" component={DeleteAccountPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
