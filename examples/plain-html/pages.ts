import type { Attendance, Offering, WebhookEvent } from "@bursar/sdk";
import { html } from "hono/html";
import { type Course, membership } from "./courses.ts";
import { liveCourse } from "./live.ts";
import { nameOf, type Person, people } from "./people.ts";
import { type Language, languages, words } from "./words.ts";

export type Html = ReturnType<typeof html>;

export interface Visit {
  person: Person | undefined;
  /** The person's, unless they have chosen another. */
  language: Language;
  /** Which page it is. */
  path: string;
  /** Where Bursar's API is, and with it `bursar.js`. */
  apiUrl: string;
  publishableKey: string;
  /** Whether time can be moved here. */
  hasStage: boolean;
}

const wordsFor = ({ language }: Visit) => words[language];

/** Marks the page one is on, and what it lies in. */
function link({ path }: Visit, to: string, label: string): Html {
  const current = path === to ? "page" : path.startsWith(`${to}/`) && "true";
  return html`<a href="${to}" ${current ? html`aria-current="${current}"` : ""}>${label}</a>`;
}

/** The frame of every page. Bursar comes in by one script tag; from there on its tags are like any other. */
export function layout(visit: Visit, title: string, content: Html): Html {
  const { person, apiUrl, publishableKey } = visit;
  const text = wordsFor(visit);
  return html`<!doctype html>
    <html lang="${text.lang}" dir="${text.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · ${text.academy}</title>
        <link rel="stylesheet" href="/academy.css" />
        <link rel="icon" href="/icon.svg" />
        <script
          type="module"
          src="${apiUrl}/elements/bursar.js"
          data-key="${publishableKey}"
          data-token-url="/bursar-token"
        ></script>
        <script type="module" src="/academy.js"></script>
      </head>
      <body>
        <a class="skip" href="#content">${text.skip}</a>
        <header class="top">
          <a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32" />${text.academy}</a>
          <nav>
            ${link(visit, "/", text.courses)} ${link(visit, "/live", text.live)}
            ${person ? link(visit, "/learning", text.learning) : ""}
            ${person?.role === "instructor" ? link(visit, "/teaching", text.teaching) : ""}
            ${person?.role === "admin" ? link(visit, "/office", text.office) : ""}
            ${visit.hasStage ? link(visit, "/stage", text.stage) : ""}
          </nav>
          ${
            person
              ? html`<p class="balance"><span>${text.balance}</span> <bursar-balance currency="UNIT"></bursar-balance></p>
                  <span class="name">${person.name}</span>
                  <form method="post" action="/sign-out"><button>${text.signOut}</button></form>`
              : html`<a class="sign-in" href="/sign-in">${text.signIn}</a>`
          }
        </header>
        <main id="content">${content}</main>
        <footer class="foot">
          <span>© ${text.academy}</span>
          ${languageChoice(visit)}
        </footer>
      </body>
    </html>`;
}

const languageChoice = ({ language, path }: Visit) => html`
  <form method="post" action="/language">
    <input type="hidden" name="path" value="${path}" />
    ${languages
      .filter((other) => other !== language)
      .map((other) => html`<button name="language" value="${other}" lang="${other}">${words[other].name}</button>`)}
  </form>
`;

export function catalogPage(visit: Visit, courses: readonly Course[]): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.courses,
    html`
      <div class="hero">
        <h1>${text.headline}</h1>
        <p>${text.tagline}</p>
      </div>
      <ul class="catalog" id="courses">
        ${courses.map((course) => html`<li class="card">${cover(course)}${card(visit, course)}</li>`)}
      </ul>
      <section class="card membership">
        ${cover(membership)}
        <div class="card-body">
          <p class="meta">${text.membership}</p>
          <h2>${membership.title[visit.language]}</h2>
          <p>${membership.summary[visit.language]}</p>
          ${enrollButton(visit, membership.id, "#courses")}
        </div>
      </section>
    `,
  );
}

const cover = ({ id }: Pick<Course, "id">) => html`<div class="cover" data-course="${id}"></div>`;

function card(visit: Visit, course: Course): Html {
  const { language } = visit;
  return html`
    <div class="card-body">
      <p class="meta">${course.length[language]}</p>
      <h2><a href="/courses/${course.id}">${course.title[language]}</a></h2>
      <p>${course.summary[language]}</p>
      ${enrollButton(visit, course.id, `/courses/${course.id}`)}
    </div>
  `;
}

/** Where units come from, here: the element shows it to whoever has too few. */
const askOffice = (text: { askOffice: string }) =>
  html`<a slot="top-up" href="mailto:office@nile-academy.example">${text.askOffice}</a>`;

const enrollButton = (visit: Visit, id: string, href: string) => html`
  <bursar-enroll-button offering="${id}" href="${href}" sign-in-href="/sign-in">
    ${askOffice(wordsFor(visit))}
  </bursar-enroll-button>
`;

/**
 * The lessons are in the page only for who may enter: the server asked Bursar before it wrote them. The gate says to everybody
 * else why not, and how they get in.
 */
export function coursePage(visit: Visit, course: Course, { allowed }: { allowed: boolean }): Html {
  const { language } = visit;
  const text = wordsFor(visit);
  const lessons = html`
    <h2>${text.lessons}</h2>
    <ol class="lessons">
      ${course.lessons.map(({ title, body }) => html`<li><h3>${title[language]}</h3><p>${body[language]}</p></li>`)}
    </ol>
  `;
  return layout(
    visit,
    course.title[language],
    html`
      <article class="course">
        ${cover(course)}
        <p class="meta">${course.length[language]}</p>
        <h1>${course.title[language]}</h1>
        <p class="lead">${course.summary[language]}</p>
        <bursar-enrollment-gate offering="${course.id}" sign-in-href="/sign-in">
          ${allowed ? lessons : html`<p data-fetch-when-open>${text.loading}</p>`}
        </bursar-enrollment-gate>
        ${course.sessions.length ? sessionsOf(visit, course) : ""}
      </article>
    `,
  );
}

function sessionsOf(visit: Visit, { id }: Course): Html {
  const text = wordsFor(visit);
  return html`
    <h2>${text.sessions}</h2>
    <bursar-catalog kind="session" included-in="${id}" sign-in-href="/sign-in"></bursar-catalog>
    ${
      visit.person && id === liveCourse
        ? html`<h2>${text.booked}</h2>
            <bursar-enrollments kind="session"></bursar-enrollments>`
        : ""
    }
  `;
}

/** Sessions are Bursar's to list: it knows when they are, what they cost and how many places are left. */
export function livePage(visit: Visit): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.live,
    html`
      <div class="hero">
        <h1>${text.live}</h1>
        <p>${text.liveTagline}</p>
      </div>
      <bursar-catalog kind="session" heading-level="2" sign-in-href="/sign-in"></bursar-catalog>
    `,
  );
}

export function learningPage(visit: Visit): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.learning,
    html`
      <h1>${text.learning}</h1>
      <div class="learning">
        <section>
          <bursar-enrollments heading-level="2"></bursar-enrollments>
        </section>
        <aside>
          <bursar-wallet currency="UNIT" receipt-href="/receipts/{transaction}">${askOffice(text)}</bursar-wallet>
        </aside>
      </div>
      <section class="statement">
        <h2>${text.statement}</h2>
        <bursar-transactions currency="UNIT" receipt-href="/receipts/{transaction}"></bursar-transactions>
      </section>
    `,
  );
}

/** Whose receipt it is, Bursar knows: to anybody else there is none. */
export function receiptPage(visit: Visit, transaction: string): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.receipt,
    html`
      <p class="back"><a href="/learning">${text.back}</a></p>
      <h1>${text.receipt}</h1>
      <bursar-receipt class="receipt" transaction="${transaction}"></bursar-receipt>
    `,
  );
}

export function signInPage(visit: Visit): Html {
  return layout(
    visit,
    wordsFor(visit).signIn,
    html`
      <h1>${wordsFor(visit).who}</h1>
      <form method="post" action="/sign-in" class="people">
        ${people.map(
          ({ id, name, about, language }) => html`
            <button name="person" value="${id}" lang="${words[language].lang}" dir="${words[language].dir}">
              <span class="avatar" aria-hidden="true">${name[0]}</span>
              <strong>${name}</strong>
              <span>${about}</span>
            </button>
          `,
        )}
      </form>
    `,
  );
}

/** What a teacher sees: what the sessions brought in, and who came to them. */
export function teachingPage(visit: Visit, content: Html): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.teaching,
    html`
      <h1 id="teaching">${text.teaching}</h1>
      <nav class="tabs" aria-labelledby="teaching">
        ${link(visit, "/teaching/earnings", text.earnings)} ${link(visit, "/teaching/sessions", text.mySessions)}
      </nav>
      ${content}
    `,
  );
}

export const earningsDesk = html`<bursar-earnings></bursar-earnings>`;

export interface Taught {
  session: Offering;
  attendance: readonly Attendance[];
}

export function sessionsDesk(visit: Visit, taught: readonly Taught[]): Html {
  const text = wordsFor(visit);
  const when = new Intl.DateTimeFormat(text.lang, { dateStyle: "full", timeStyle: "short" });
  const minutes = new Intl.NumberFormat(text.lang, { style: "unit", unit: "minute", unitDisplay: "long" });
  const row = ({ user, minutes: there, status }: Attendance) => html`
    <tr>
      <th scope="row">${nameOf(user)}</th>
      <td>${minutes.format(there)}</td>
      <td>${status ? text.attendance[status] : ""}</td>
    </tr>
  `;
  return html`${taught.map(
    ({ session, attendance }) => html`
      <section class="taught">
        <h2>${session.title}</h2>
        <p class="meta">${session.startsAt ? when.format(new Date(session.startsAt)) : ""}</p>
        ${
          attendance.some(({ host }) => !host)
            ? html`<table class="events"><tbody>${attendance.filter(({ host }) => !host).map(row)}</tbody></table>`
            : html`<p>${text.nobodyYet}</p>`
        }
      </section>
    `,
  )}`;
}

/** What there is to do in the office, each thing on a page of its own. */
export function officePage(visit: Visit, desk: Html): Html {
  const text = wordsFor(visit);
  return layout(
    visit,
    text.office,
    html`
      <h1 id="office">${text.office}</h1>
      <nav class="tabs" aria-labelledby="office">
        ${link(visit, "/office/units", text.wallets)} ${link(visit, "/office/prices", text.prices)}
        ${link(visit, "/office/payouts", text.payouts)} ${link(visit, "/office/events", text.events)}
      </nav>
      ${desk}
    `,
  );
}

export const unitsDesk = html`<bursar-admin-units currency="UNIT"></bursar-admin-units>`;

export const pricesDesk = html`<bursar-admin-prices currencies="UNIT"></bursar-admin-prices>`;

const names = JSON.stringify(Object.fromEntries(people.map(({ id, name }) => [id, name])));

export const payoutsDesk = html`<bursar-admin-payouts names="${names}"></bursar-admin-payouts>`;

/** What webhooks have told this server, for people to see that they come. */
export function eventsDesk(visit: Visit, events: readonly WebhookEvent[]): Html {
  const text = wordsFor(visit);
  const time = new Intl.DateTimeFormat(text.lang, { timeStyle: "medium" });
  const row = ({ timestamp, type, user, data }: WebhookEvent) => html`
    <tr>
      <td><time datetime="${timestamp}">${time.format(new Date(timestamp))}</time></td>
      <td>${user ? nameOf(user) : ""}</td>
      <td dir="ltr"><code>${type}</code></td>
      <td dir="ltr"><code>${JSON.stringify(data)}</code></td>
    </tr>
  `;
  return events.length === 0
    ? html`<p>${text.noEvents}</p>`
    : html`
        <table class="events log">
          <caption>${text.eventsCaption}</caption>
          <tbody>${events.map(row)}</tbody>
        </table>
      `;
}
