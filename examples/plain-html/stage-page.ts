import type { Attendance, Earnings, HoldMovement, HoldWithMovements, Offering } from "@bursar/sdk";
import { html } from "hono/html";
import { liveCourse, teacher } from "./live.ts";
import { type Html, layout, type Visit } from "./pages.ts";
import { nameOf } from "./people.ts";
import type { Step } from "./sandbox.ts";
import { moves, parts, type Scene } from "./scene.ts";
import { stageWords } from "./stage-words.ts";
import { words } from "./words.ts";

/** The scene of one session: what can be done with it, and below what came of it. */
export function stagePage(visit: Visit, scene: Scene): Html {
  const text = stageWords[visit.language];
  const { session, sessions, now, earnings } = scene;
  const when = instants(visit);
  return layout(
    visit,
    text.stage,
    html`
      <div class="hero">
        <h1>${text.stage}</h1>
        <p>${text.tagline}</p>
      </div>
      <section class="clock" aria-labelledby="time">
        <h2 id="time">${text.time}</h2>
        <p><time datetime="${now.toISOString()}">${when(now)}</time></p>
        <form method="post" action="/stage/${session.id}/move">
          ${moves.map((by) => html`<button name="by" value="${by}">${text.move[by]}</button>`)}
        </form>
      </section>
      <div class="scene">
        <nav class="programme" aria-label="${text.sessions}">
          ${sessions.map((one) => sessionLink(visit, one))}
          ${
            sessions.every(({ startsAt }) => startsAt && new Date(startsAt) <= now)
              ? html`<form method="post" action="/stage/${session.id}/schedule"><button>${text.schedule}</button></form>`
              : ""
          }
        </nav>
        <div class="act">
          <h2>${session.title}</h2>
          <section class="playing">${playing(visit, scene)}</section>
          <section id="room">
            <h3>${text.room}</h3>
            ${list(
              scene.played.map((step) => happening(visit, step)),
              text.notYet,
            )}
          </section>
          <section id="attendance">
            <h3>${text.attendance}</h3>
            ${list(
              scene.attendance.map((one) => presence(visit, one)),
              text.nobody,
            )}
          </section>
          <section id="money">
            <h3>${text.money}</h3>
            ${list(
              scene.holds.map((hold) => money(visit, hold)),
              text.nothingPaid,
            )}
          </section>
          <section id="earnings">
            <h3>${text.earnings(nameOf(teacher))}</h3>
            ${earnings ? earned(visit, earnings) : html`<p>${text.noEarnings}</p>`}
          </section>
        </div>
      </div>
    `,
  );
}

const instants = ({ language }: Visit) => {
  const format = new Intl.DateTimeFormat(words[language].lang, { dateStyle: "full", timeStyle: "short" });
  return (instant: Date | string) => format.format(new Date(instant));
};

const amounts = ({ language }: Visit) => {
  const format = new Intl.NumberFormat(words[language].lang);
  return (amount: number) => `${format.format(amount)} UNIT`;
};

const list = (lines: Html[], none: string): Html =>
  lines.length === 0 ? html`<p>${none}</p>` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

function sessionLink(visit: Visit, { id, title, startsAt }: Offering): Html {
  const to = `/stage/${id}`;
  return html`
    <a href="${to}" ${visit.path === to ? html`aria-current="page"` : ""}>
      <strong>${title}</strong>
      <span>${startsAt ? instants(visit)(startsAt) : ""}</span>
    </a>
  `;
}

function playing(visit: Visit, { session, cast, isOver }: Scene): Html {
  const text = stageWords[visit.language];
  if (isOver) return html`<p>${text.over}</p>`;
  const choice = (name: string, label: string, options: [string, string][], chosen: string) => html`
    <label>
      <bdi>${label}</bdi>
      <select name="${name}">
        ${options.map(([value, said]) => html`<option value="${value}" ${value === chosen ? "selected" : ""}>${said}</option>`)}
      </select>
    </label>
  `;
  return html`
    <form method="post" action="/stage/${session.id}/play">
      ${choice(
        "host",
        nameOf(session.payee ?? ""),
        [
          ["comes", `${text.host}: ${text.comes}`],
          ["absent", `${text.host}: ${text.absent}`],
        ],
        "comes",
      )}
      ${cast.map(({ user, part }) =>
        choice(
          `part-${user}`,
          nameOf(user),
          parts.map((one) => [one, text.part[one]]),
          part,
        ),
      )}
      <button class="primary">${text.play}</button>
    </form>
    <form method="post" action="/stage/${session.id}/class"><button>${text.class}</button></form>
  `;
}

function happening(visit: Visit, step: Step): Html {
  const text = stageWords[visit.language];
  const time = new Intl.DateTimeFormat(words[visit.language].lang, { timeStyle: "short" });
  const who = "user" in step ? html`<bdi>${nameOf(step.user)}</bdi> ` : "";
  return html`<time datetime="${step.at}">${time.format(new Date(step.at))}</time> ${who}${text.step[step.does]} ${step.lost ? text.lost : ""}`;
}

function presence(visit: Visit, { user, minutes, percent, status, undecided }: Attendance): Html {
  const text = stageWords[visit.language];
  const verdict = status ? text.status[status] : undecided ? text.undecided[undecided] : "";
  const share = new Intl.NumberFormat(words[visit.language].lang, { style: "percent" }).format((percent ?? 0) / 100);
  return html`<bdi>${nameOf(user)}</bdi>: ${[text.minutes(minutes), share, verdict].join(text.comma)}`;
}

function money(visit: Visit, hold: HoldWithMovements): Html {
  const text = stageWords[visit.language];
  const amount = amounts(visit);
  const what = hold.offering === liveCourse ? text.theCourse : text.theSession;
  return html`
    ${text.paid(nameOf(hold.user), amount(hold.amount), what)}
    ${hold.held > 0 ? way(text.waits(amount(hold.held))) : ""}
    ${hold.dispute ? way(text.disputed(hold.dispute.reason)) : ""}
    ${hold.movements.filter(({ amount }) => amount > 0).map((one) => way(movement(visit, hold, one)))}
  `;
}

const way = (text: string): Html => html`<span class="way">${text}</span>`;

function movement(visit: Visit, { user }: HoldWithMovements, { kind, amount, shares }: HoldMovement): string {
  const text = stageWords[visit.language];
  const units = amounts(visit);
  if (kind === "refund") return text.refunded(units(amount), nameOf(user));
  const { academy } = words[visit.language];
  const parted = shares.map((share) => text.share(units(share.amount), share.user ? nameOf(share.user) : academy));
  return `${kind === "release" ? text.released : text.clawback}: ${parted.join(text.comma)}`;
}

function earned(visit: Visit, earnings: Earnings): Html {
  const { earning } = stageWords[visit.language];
  const names = ["held", "maturing", "available", "underWay", "paid", "owed"] as const;
  return html`<dl>
    ${names.map((name) => html`<div><dt>${earning[name]}</dt><dd>${amounts(visit)(earnings[name])}</dd></div>`)}
  </dl>`;
}
