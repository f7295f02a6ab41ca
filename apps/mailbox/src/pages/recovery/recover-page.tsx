import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function RecoverPage(): ReactElement {
  return <Page title="RecoverPage">{null}</Page>;
}
