import { html, type Html } from './html.ts';
import { assuranceLevels, type AssuranceLevel } from './levels.ts';
import { displayName, type EidPerson } from './persons.ts';
import { pageTexts, type PageLanguage, type PageTexts } from './texts.ts';

/** What the login page shows. */
export interface LoginView {
  readonly language: PageLanguage;
  readonly uid: string;
  readonly persons: readonly EidPerson[];
  readonly level: AssuranceLevel;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly nobodyChosen: boolean;
}

/** The page on which somebody picks who signs in. Works without scripts and loads nothing from elsewhere. */
export function loginPage(view: LoginView): string {
  const texts = pageTexts[view.language];
  const other = view.language === 'de' ? 'en' : 'de';
  return page(
    view.language,
    texts.title,
    html`<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a></nav>
      <h1>${texts.title}</h1>
      <p class="notice">${texts.notice}</p>
      ${view.nobodyChosen ? html`<p class="problem" role="alert">${texts.chooseFirst}</p>` : ''}
      <form method="post" action="/interaction/${view.uid}?lang=${view.language}">
        <p class="question">${texts.who}</p>
        ${personChoice(view, 'person', texts.persons, texts)} ${personChoice(view, 'company', texts.companies, texts)}
        <fieldset>
          <legend>${texts.level}</legend>
          ${assuranceLevels.map(
            (level) =>
              html`<label class="level"
                ><input type="radio" name="level" value="${level}" ${level === view.level ? html`checked` : ''} />${
                  texts.levels[level]
                }</label
              >`,
          )}
        </fieldset>
        <p class="passed-on">${texts.passedOn}</p>
        <ul>
          ${view.scopes.map((scope) => html`<li>${texts.scopes[scope] ?? scope} (${texts.to} ${view.client})</li>`)}
        </ul>
        <p class="actions">
          <button type="submit" name="action" value="sign-in">${texts.signIn}</button>
          <button type="submit" name="action" value="cancel" class="quiet" formnovalidate>${texts.cancel}</button>
        </p>
      </form>`,
  );
}

/** What somebody sees who opens the eID by hand. */
export function overviewPage(language: PageLanguage, persons: readonly EidPerson[]): string {
  const texts = pageTexts[language];
  const other = language === 'de' ? 'en' : 'de';
  return page(
    language,
    texts.title,
    html`<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a></nav>
      <h1>${texts.title}</h1>
      <p class="notice">${texts.notice}</p>
      <p>${texts.overview}</p>
      <ul class="persons">
        ${persons.map((person) => html`<li>${personDetails(person, texts)}</li>`)}
      </ul>`,
  );
}

/** What somebody sees who comes back to a sign-in that is over. */
export function expiredPage(language: PageLanguage): string {
  const texts = pageTexts[language];
  return page(
    language,
    texts.expiredTitle,
    html`<h1>${texts.expiredTitle}</h1>
      <p>${texts.expired}</p>`,
  );
}

function personChoice(view: LoginView, kind: EidPerson['kind'], legend: string, texts: PageTexts): Html {
  const persons = view.persons.filter((person) => person.kind === kind);
  if (persons.length === 0) return html``;
  return html`<fieldset>
    <legend>${legend}</legend>
    ${persons.map(
      (person) =>
        html`<label class="person"
          ><input type="radio" name="person" value="${person.id}" required /><span
            >${personDetails(person, texts)}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

function personDetails(person: EidPerson, texts: PageTexts): Html {
  const { street, postcode, town } = person.address;
  const detail = person.kind === 'company' ? person.registerNumber : `${texts.born} ${germanDate(person.birthDate)}`;
  return html`<strong>${displayName(person)}</strong> <small>${detail} · ${street}, ${postcode} ${town}</small>`;
}

function germanDate(isoDate: string): string {
  return isoDate.split('-').toReversed().join('.');
}

function page(language: PageLanguage, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.markup;
}
