import type { UserWithBalances } from "@bursar/sdk";
import { html } from "hono/html";
import type { Course } from "./courses.ts";
import { type Person, people } from "./people.ts";
import { words } from "./words.ts";

type Html = ReturnType<typeof html>;

export interface Visit {
  person: Person | undefined;
  /** Where Bursar's API is, and with it `bursar.js`. */
  apiUrl: string;
  publishableKey: string;
}

const languageOf = ({ person }: Visit) => person?.language ?? "en";
const wordsFor = (visit: Visit) => words[languageOf(visit)];

/** The frame of every page. Bursar comes in by one script tag; from there on its tags are like any other. */
function layout(visit: Visit, title: string, content: Html): Html {
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
        <header class="top">
          <a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32" />${text.academy}</a>
          <nav>
            <a href="/">${text.courses}</a>
            ${person?.role === "admin" ? html`<a href="/office">${text.office}</a>` : ""}
          </nav>
          ${
            person
              ? html`<p class="balance"><span>${text.balance}</span> <bursar-balance currency="UNIT"></bursar-balance></p>
                  <span class="name">${person.name}</span>
                  <form method="post" action="/sign-out"><button>${text.signOut}</button></form>`
              : html`<a class="sign-in" href="/sign-in">${text.signIn}</a>`
          }
        </header>
        <main>${content}</main>
      </body>
    </html>`;
}

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
      <ul class="catalog">
        ${courses.map((course) => html`<li class="card">${cover(course)}${card(visit, course)}</li>`)}
      </ul>
    `,
  );
}

const cover = ({ id }: Course) => html`<div class="cover" data-course="${id}"></div>`;

function card(visit: Visit, course: Course): Html {
  const language = languageOf(visit);
  return html`
    <div class="card-body">
      <p class="meta">${course.length[language]}</p>
      <h2><a href="/courses/${course.id}">${course.title[language]}</a></h2>
      <p>${course.summary[language]}</p>
      ${enrollButton(visit, course)}
    </div>
  `;
}

function enrollButton(visit: Visit, { id }: Course): Html {
  const text = wordsFor(visit);
  return html`<bursar-enroll-button offering="${id}" href="/courses/${id}" sign-in-href="/sign-in">
    <a slot="top-up" href="mailto:office@nile-academy.example">${text.askOffice}</a>
  </bursar-enroll-button>`;
}

/** The lessons are in the page only for who may enter: the server asked Bursar before it wrote them. */
export function coursePage(visit: Visit, course: Course, { allowed }: { allowed: boolean }): Html {
  const language = languageOf(visit);
  const text = wordsFor(visit);
  const lessons = html`
    <h2>${text.lessons}</h2>
    <ol class="lessons">
      ${course.lessons.map(({ title, body }) => html`<li><h3>${title[language]}</h3><p>${body[language]}</p></li>`)}
    </ol>
  `;
  const offer = html`
    <p class="locked">${text.locked}</p>
    <div data-reload-when-enrolled>${enrollButton(visit, course)}</div>
  `;
  return layout(
    visit,
    course.title[language],
    html`
      <article class="course">
        ${cover(course)}
        <p class="meta">${course.length[language]} · ${course.price ? text.units(course.price) : text.free}</p>
        <h1>${course.title[language]}</h1>
        <p class="lead">${course.summary[language]}</p>
        ${allowed ? lessons : offer}
      </article>
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

interface Office {
  search: string;
  users: readonly UserWithBalances[];
  /** Told once, after a top-up. */
  notice: string | undefined;
  /** Makes a new key for each form, so that a form which is sent twice tops up once. */
  idempotencyKey: () => string;
}

export function officePage(visit: Visit, { search, users, notice, idempotencyKey }: Office): Html {
  return layout(
    visit,
    wordsFor(visit).office,
    html`
      <h1>Wallets</h1>
      ${notice ? html`<p class="notice" role="status">${notice}</p>` : ""}
      <form class="search" role="search">
        <label for="search">Find a learner</label>
        <input id="search" type="search" name="search" value="${search}" placeholder="Name, e-mail or id" />
        <button>Search</button>
      </form>
      <table>
        <thead>
          <tr>
            <th scope="col">Learner</th>
            <th scope="col">Balance</th>
            <th scope="col">Top up</th>
          </tr>
        </thead>
        <tbody>
          ${users.map(
            ({ id, name, email, balances }) => html`
              <tr>
                <td><strong>${name ?? id}</strong><br /><span class="meta">${email ?? ""}</span></td>
                <td class="number">${balances.find(({ currency }) => currency === "UNIT")?.balance ?? 0} UNIT</td>
                <td>
                  <form class="top-up" method="post" action="/office/top-ups">
                    <input type="hidden" name="user" value="${id}" />
                    <input type="hidden" name="search" value="${search}" />
                    <input type="hidden" name="idempotencyKey" value="${idempotencyKey()}" />
                    <input name="amount" type="number" min="1" max="10000" value="50" required aria-label="Units" />
                    <input name="reason" placeholder="Reason" maxlength="200" required aria-label="Reason" />
                    <button>Top up</button>
                  </form>
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      ${users.length ? "" : html`<p>Nobody like that.</p>`}
    `,
  );
}
