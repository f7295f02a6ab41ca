import type { ReactElement } from 'react';
import { Page } from '../../components/page.tsx';

export default function HomePage(): ReactElement {
  return <Page title="HomePage">{null}</Page>;
}
