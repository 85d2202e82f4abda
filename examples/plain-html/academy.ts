import { randomUUID } from "node:crypto";
import { Bursar, createUserToken } from "@bursar/sdk";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import { type Course, courses, findCourse } from "./courses.ts";
import { liveSessions } from "./live.ts";
import {
  catalogPage,
  coursePage,
  earningsDesk,
  eventsDesk,
  learningPage,
  livePage,
  officePage,
  payoutsDesk,
  pricesDesk,
  receiptPage,
  sessionsDesk,
  signInPage,
  teachingPage,
  unitsDesk,
  type Visit,
} from "./pages.ts";
import { findPerson, type Person } from "./people.ts";
import type { Sandbox } from "./sandbox.ts";
import { Stage } from "./stage.ts";
import { Webhooks, webhooksPath } from "./webhooks.ts";
import { isLanguage } from "./words.ts";

export interface Settings {
  apiUrl: string;
  secretKey: string;
  publishableKey: string;
  tokenSecret: string;
  /** Where time can be moved. A real site has none, and goes by its machine's. */
  sandbox?: Sandbox | undefined;
}

/** Where people begin. */
const homes = { learner: "/", instructor: "/teaching", admin: "/office" } satisfies Record<Person["role"], string>;

/** The academy's server: its own pages and its own sessions, with Bursar for the money. */
export function academy({ apiUrl, secretKey, publishableKey, tokenSecret, sandbox }: Settings) {
  const now = sandbox?.now ?? (() => new Date());
  const bursar = new Bursar({ secretKey, baseUrl: apiUrl });
  const sessions = new Map<string, Person>();
  const webhooks = new Webhooks(bursar, now);

  /** Without an answer the page comes all the same, and its lessons when the gate on it opens. */
  async function mayEnter(course: Course, person: Person): Promise<boolean> {
    const options = { timeoutMs: 2_000 };
    const access = bursar.access.check({ offering: course.id, user: person.id }, options);
    return access.then(({ allowed }) => allowed).catch(() => false);
  }

  const app = new Hono<{ Variables: { visit: Visit } }>();

  app.use(
    csrf(),
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", apiUrl],
        connectSrc: ["'self'", apiUrl],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["bursar"],
      },
    }),
  );
  app.get("/:file{.+\\.(css|js|svg)}", serveStatic({ root: `${import.meta.dirname}/public` }));

  app.route(webhooksPath, webhooks.routes());

  app.use(async (c, next) => {
    const person = sessions.get(getCookie(c, "session") ?? "");
    const chosen = getCookie(c, "language");
    const language = isLanguage(chosen) ? chosen : (person?.language ?? "en");
    c.set("visit", { person, language, path: c.req.path, apiUrl, publishableKey, hasStage: sandbox !== undefined });
    c.header("Cache-Control", "no-store");
    await next();
  });

  /** Tells the elements on the page for whom they speak. Only this server knows who is signed in. */
  app.get("/bursar-token", async (c) => {
    const { person } = c.var.visit;
    if (!person) return c.body(null, 204);
    const token = await createUserToken({ secret: tokenSecret, user: person.id, roles: [person.role], now });
    return c.json({ token });
  });

  app.get("/", (c) => c.html(catalogPage(c.var.visit, courses)));

  app.get("/courses/:id", async (c) => {
    const course = findCourse(c.req.param("id"));
    if (!course) return c.notFound();
    const { person } = c.var.visit;
    return c.html(coursePage(c.var.visit, course, { allowed: person ? await mayEnter(course, person) : false }));
  });

  app.get("/sign-in", (c) => c.html(signInPage(c.var.visit)));

  app.post("/sign-in", async (c) => {
    const person = findPerson((await c.req.formData()).get("person"));
    if (!person) return c.redirect("/sign-in", 303);
    const session = randomUUID();
    sessions.set(session, person);
    setCookie(c, "session", session, { httpOnly: true, sameSite: "Lax" });
    return c.redirect(homes[person.role], 303);
  });

  app.post("/sign-out", (c) => {
    sessions.delete(getCookie(c, "session") ?? "");
    return c.redirect("/", 303);
  });

  app.post("/language", async (c) => {
    const form = await c.req.formData();
    const language = form.get("language");
    if (isLanguage(language)) setCookie(c, "language", language, { httpOnly: true, sameSite: "Lax" });
    const path = String(form.get("path"));
    // Nowhere but on this site: `//elsewhere.example` is a path, too.
    return c.redirect(/^\/(?![/\\])/.test(path) ? path : "/", 303);
  });

  app.get("/live", (c) => c.html(livePage(c.var.visit)));

  app.get("/learning", (c) => (c.var.visit.person ? c.html(learningPage(c.var.visit)) : c.redirect("/sign-in", 303)));

  app.get("/receipts/:transaction", (c) =>
    c.var.visit.person ? c.html(receiptPage(c.var.visit, c.req.param("transaction"))) : c.redirect("/sign-in", 303),
  );

  app.use("/teaching/*", (c, next) =>
    c.var.visit.person?.role === "instructor" ? next() : Promise.resolve(c.redirect("/sign-in", 303)),
  );
  app.get("/teaching", (c) => c.redirect("/teaching/earnings", 303));
  app.get("/teaching/earnings", (c) => c.html(teachingPage(c.var.visit, earningsDesk)));
  app.get("/teaching/sessions", async (c) => {
    const own = (await liveSessions(bursar)).filter(({ payee }) => payee === c.var.visit.person?.id);
    const taught = await Promise.all(
      own.map(async (session) => ({
        session,
        attendance: (await bursar.attendance.list({ offering: session.id, limit: 100 })).data,
      })),
    );
    return c.html(teachingPage(c.var.visit, sessionsDesk(c.var.visit, taught)));
  });

  if (sandbox) app.route("/stage", new Stage({ bursar, sandbox, apiUrl }).routes());

  // The pages are nobody's secret: what can be done on them, the API allows to admins only.
  app.use("/office/*", (c, next) =>
    c.var.visit.person?.role === "admin" ? next() : Promise.resolve(c.redirect("/sign-in", 303)),
  );
  app.get("/office", (c) => c.redirect("/office/units", 303));
  app.get("/office/units", (c) => c.html(officePage(c.var.visit, unitsDesk)));
  app.get("/office/prices", (c) => c.html(officePage(c.var.visit, pricesDesk)));
  app.get("/office/payouts", (c) => c.html(officePage(c.var.visit, payoutsDesk)));
  app.get("/office/events", (c) => c.html(officePage(c.var.visit, eventsDesk(c.var.visit, webhooks.last))));

  return app;
}
