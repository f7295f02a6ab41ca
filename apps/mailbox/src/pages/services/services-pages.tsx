import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function ServicesPages(): ReactElement {
  return <Page title="ServicesPages">{null}</Page>;
}
