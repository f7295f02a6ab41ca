import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import type { AppUpdates } from '../session/app-updates.ts';
import { useOnline, useSessionState } from '../session/session-context.tsx';
import { LanguageMenu } from './language-menu.tsx';
import { UpdateNote } from './update-note.tsx';

const places = ['', 'services', 'cases', 'data', 'settings'] as const;

/** What surrounds every page: name, language, ways to the parts of the app, and whether the network is there. */
export function AppFrame({ updates, children }: { updates: AppUpdates; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const { phase } = useSessionState();
  return (
    <>
      <a className="skip kern-link" href="#content">
        {t('skip')}
      </a>
      <header className="frame-header">
        <div className="frame-bar">
          <Link href="/" className="brand">
            <img src="/icon.svg" alt="" width="36" height="36" />
            <span>{t('product')}</span>
          </Link>
          <LanguageMenu />
        </div>
        {phase === 'ready' && (
          <nav className="frame-nav" aria-label={t('navigation')}>
            <ul>
              {places.map((place) => (
                <li key={place}>
                  <PlaceLink place={place} text={t(`places.${place === '' ? 'home' : place}`)} />
                </li>
              ))}
            </ul>
          </nav>
        )}
      </header>
      {phase === 'ready' && <OfflineNote />}
      <UpdateNote updates={updates} />
      <main id="content" className="frame-main" tabIndex={-1}>
        {children}
      </main>
      <footer className="frame-footer kern-body kern-body--small">
        <p>{t('footer')}</p>
      </footer>
    </>
  );
}

function PlaceLink({ place, text }: { place: string; text: string }): ReactElement {
  const [isHere] = useRoute(place === '' ? '/' : `/${place}/*?`);
  return (
    <Link href={`/${place}`} className="frame-nav-link" aria-current={isHere ? 'page' : undefined}>
      {text}
    </Link>
  );
}

function OfflineNote(): ReactElement {
  const { t } = useTranslation();
  const isOnline = useOnline();
  return (
    <div className="offline" role="status">
      {!isOnline && <p className="kern-body">{t('offline')}</p>}
    </div>
  );
}
