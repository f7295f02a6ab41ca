import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function SettingsPages(): ReactElement {
  return <Page title="SettingsPages">{null}</Page>;
}
