import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function CasesPages(): ReactElement {
  return <Page title="CasesPages">{null}</Page>;
}
