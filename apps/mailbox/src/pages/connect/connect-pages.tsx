import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function ConnectPages(): ReactElement {
  return <Page title="ConnectPages">{null}</Page>;
}
