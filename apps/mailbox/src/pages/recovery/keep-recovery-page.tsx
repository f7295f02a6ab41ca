import type { ReactElement } from 'react';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';

export default function KeepRecoveryPage({ recoverySecret }: { recoverySecret: string }): ReactElement {
  const session = useSession();
  return (
    <Page title="KeepRecovery">
      <p data-test="recovery-secret">{recoverySecret}</p>
      <Button data-test="recovery-kept" onClick={() => void session.recoverySecretKept()}>
        OK
      </Button>
    </Page>
  );
}
