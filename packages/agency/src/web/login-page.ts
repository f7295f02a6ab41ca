import type { Language } from '@posthorn/protocol';
import type { AgreedPermission } from '../connections/agreed-permission.ts';
import type { Login } from '../logins/logins.ts';
import { Html, html } from './html.ts';
import { loginTexts, type LoginTexts } from './login-texts.ts';

/** What the sign-in page shows. */
export type LoginView =
  | { state: 'waiting'; login: Login }
  | { state: 'signed-in'; connectionId: string; shared: readonly AgreedPermission[] };

/** The sign-in page. Its styles and its script lie beside it; without the script it reloads by itself. */
export function loginPage(view: LoginView, agency: string, language: Language): string {
  const texts = loginTexts[language];
  const other = language === 'de' ? 'en' : 'de';
  const isWaiting = view.state === 'waiting';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${isWaiting ? texts.title : texts.signedInTitle} · ${agency}</title>
        <link rel="stylesheet" href="/login/style.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <script src="/login/script.js" defer></script>
        ${isWaiting ? html`<noscript><meta http-equiv="refresh" content="5" /></noscript>` : html``}
      </head>
      <body>
        <header>
          <p class="brand"><img src="/icon.svg" alt="" width="36" height="36" /> ${agency}</p>
          <a href="/login?lang=${other}" hreflang="${other}" lang="${other}">${texts.otherLanguage}</a>
        </header>
        <main id="step" data-state="${view.state}" aria-live="polite">
          ${view.state === 'waiting' ? waiting(view.login, texts) : signedIn(view, agency, texts)}
        </main>
      </body>
    </html> `.text;
}

function waiting(login: Login, texts: LoginTexts): Html {
  return html`<section id="waiting" class="card columns">
      <div>
        <h1>${texts.title}</h1>
        <p class="intro">${texts.intro}</p>
        <ol>
          ${texts.steps.map((step) => html`<li>${step}</li>`)}
        </ol>
        <p class="note">${texts.waiting}</p>
        <p id="offline" class="note warning" hidden>${texts.offline}</p>
      </div>
      <div class="ways">
        <div class="code" role="img" aria-label="${texts.codeLabel}">${new Html(login.svg)}</div>
        <p class="here">
          <span>${texts.onThisDevice}</span>
          <a class="action" href="${login.url}">${texts.openApp}</a>
        </p>
      </div>
    </section>
    <section id="expired" class="card" hidden>
      <h1>${texts.expiredTitle}</h1>
      <p>${texts.expired}</p>
      <p><a class="action" href="">${texts.newCode}</a></p>
    </section>`;
}

function signedIn(
  { connectionId, shared }: Extract<LoginView, { state: 'signed-in' }>,
  agency: string,
  texts: LoginTexts,
): Html {
  return html`<section class="card">
    <h1><span class="tick" aria-hidden="true">✓</span> ${texts.signedInTitle}</h1>
    <p class="intro">${texts.signedIn(agency)}</p>
    <h2>${texts.pseudonym}</h2>
    <p><code id="pseudonym">${connectionId}</code></p>
    <p class="note">${texts.pseudonymHint}</p>
    <h2>${texts.shared}</h2>
    ${shared.length === 0 ? html`<p class="note">${texts.nothingShared}</p>` : sharedList(shared, texts)}
  </section>`;
}

function sharedList(shared: readonly AgreedPermission[], texts: LoginTexts): Html {
  return html`<ul class="shared">
      ${shared.map(
        ({ purpose = '', area, domain }) =>
          html`<li>
            <strong>${purpose}</strong><span><code>${area}</code> · ${texts.from(domain)}</span>
          </li>`,
      )}
    </ul>
    <p class="note">${texts.sharedHint}</p>`;
}
