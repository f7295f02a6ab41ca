import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function DataPages(): ReactElement {
  return <Page title="DataPages">{null}</Page>;
}
