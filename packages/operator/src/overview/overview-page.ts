import { html, type Html } from './html.ts';
import type { AgencyCard, Offer, OverviewModel, ServiceCard } from './overview-model.ts';
import { overviewTexts, type OverviewTexts } from './texts.ts';

const programPaths = ['/openapi.json', '/directory/agencies', '/directory/catalogue', '/directory/regions', '/health'];

/** The overview page. No script; all styles are in the one stylesheet. */
export function overviewPage(model: OverviewModel): string {
  const { language } = model;
  const texts = overviewTexts[language];
  const other = language === 'de' ? 'en' : 'de';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Posthorn · ${texts.title}</title>
        <link rel="stylesheet" href="/overview.css" />
        <link rel="icon" href="/posthorn.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">${texts.skip}</a>
        <header>
          <div class="bar">
            <p class="brand"><img src="/posthorn.svg" alt="" width="40" height="40" /> Posthorn</p>
            <a href="/?lang=${other}" hreflang="${other}" lang="${other}">${texts.otherLanguage}</a>
          </div>
          <h1>${texts.title}</h1>
          <p class="intro">${texts.intro}</p>
          <ul class="counts">
            ${count(model.services.length, texts.services, language)}
            ${count(model.agencies.length, texts.agencies, language)} ${count(model.placeCount, texts.places, language)}
          </ul>
        </header>
        <main id="content">
          <section aria-labelledby="services">
            <h2 id="services">${texts.services}</h2>
            ${list(
              model.services.map((card) => serviceItem(card, texts)),
              texts.noServices,
            )}
          </section>
          <section aria-labelledby="agencies">
            <h2 id="agencies">${texts.agencies}</h2>
            ${list(
              model.agencies.map((card) => agencyItem(card, texts)),
              texts.noAgencies,
            )}
          </section>
        </main>
        <footer>
          <h2>${texts.forPrograms}</h2>
          <ul class="links">
            ${programPaths.map(
              (path) =>
                html`<li>
                  <a href="${path}"><code>${path}</code></a>
                </li>`,
            )}
          </ul>
          <p>${texts.source}</p>
        </footer>
      </body>
    </html> `.text;
}

function count(value: number, label: string, language: string): Html {
  return html`<li><strong>${value.toLocaleString(language)}</strong> ${label}</li>`;
}

function list(items: Html[], emptyText: string): Html {
  if (items.length === 0) return html`<p class="empty">${emptyText}</p>`;
  return html`<ul class="cards">
    ${items}
  </ul>`;
}

function serviceItem(card: ServiceCard, texts: OverviewTexts): Html {
  const applicants = card.applicants.map((applicant) => texts.applicants[applicant]).join(', ');
  return html`<li class="card">
    <h3>${card.title}</h3>
    <p>${card.summary}</p>
    <dl class="facts">
      <div>
        <dt>${texts.fee}</dt>
        <dd><span class="fee">${card.fee}</span></dd>
      </div>
      <div>
        <dt>${texts.applicant}</dt>
        <dd>${applicants}</dd>
      </div>
    </dl>
    <h4>${texts.offeredBy}</h4>
    <ul class="offers">
      ${card.offers.map((offer) => offerItem(card, offer, texts))}
    </ul>
  </li> `;
}

function offerItem(card: ServiceCard, offer: Offer, texts: OverviewTexts): Html {
  const further = offer.furtherRegions > 0 ? ` ${texts.moreRegions(offer.furtherRegions)}` : '';
  return html`<li>
    <span class="who">${offer.agencyName}</span>
    <span class="where"><span class="label">${texts.region}:</span> ${offer.regions.join(' · ')}${further}</span>
    <a href="${offer.jsonPath}" aria-label="${texts.readJson}: ${card.title}, ${offer.agencyName}"
      >${texts.version(offer.version)}</a
    >
  </li>`;
}

function agencyItem(card: AgencyCard, texts: OverviewTexts): Html {
  return html`<li class="card">
    <h3>${card.name}</h3>
    <p><code>${card.clientId}</code></p>
    <dl class="facts tall">
      <div>
        <dt>${texts.matrixId}</dt>
        <dd><code>${card.matrixId}</code></dd>
      </div>
      <div>
        <dt>${texts.signingKey}</dt>
        <dd><code>${card.keyThumbprint}</code></dd>
      </div>
    </dl>
    <p class="foot">
      ${texts.servicesOffered(card.serviceCount)}
      <a href="${card.jsonPath}" aria-label="${texts.readJson}: ${card.name}">${texts.readJson}</a>
    </p>
  </li> `;
}
