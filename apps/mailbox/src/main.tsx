import '@kern-ux/native/dist/fonts/fira-sans.css';
import '@kern-ux/native/dist/kern.min.css';
import './styles/mailbox.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { readConfig } from './config.ts';
import { startTexts } from './i18n/i18n.ts';
import { watchUpdates } from './session/app-updates.ts';
import { keepConnectLink } from './session/connect-link.ts';
import { Session } from './session/session.ts';
import { SessionProvider } from './session/session-context.tsx';

async function start(root: HTMLElement): Promise<void> {
  keepConnectLink();
  const [config] = await Promise.all([readConfig(), startTexts()]);
  const session = new Session(config);
  const updates = watchUpdates();
  createRoot(root).render(
    <StrictMode>
      <SessionProvider session={session}>
        <App updates={updates} />
      </SessionProvider>
    </StrictMode>,
  );
  await session.start();
}

const root = document.querySelector<HTMLElement>('#app');
if (root !== null) void start(root);
