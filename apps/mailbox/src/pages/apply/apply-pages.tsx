import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function ApplyPages(): ReactElement {
  return <Page title="ApplyPages">{null}</Page>;
}
