import { randomUUID } from "node:crypto";
import { Bursar, createUserToken } from "@bursar/sdk";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import { courses } from "./courses.ts";
import { findPerson, type Person, people } from "./people.ts";
import type { Visit } from "./src/visit.ts";

interface Settings {
  apiUrl: string;
  secretKey: string;
  publishableKey: string;
  tokenSecret: string;
  /** The page as React renders it on the server. */
  render: (visit: Visit) => string;
}

/** The school's server: its own pages and its own sessions, with Bursar for the money. */
export function school({ apiUrl, secretKey, publishableKey, tokenSecret, render }: Settings) {
  const bursar = new Bursar({ secretKey, baseUrl: apiUrl });
  const sessions = new Map<string, Person>();
  const app = new Hono<{ Variables: { person: Person | null } }>();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", apiUrl],
        styleSrcAttr: ["'unsafe-inline'"],
      },
    }),
  );
  const root = import.meta.dirname;
  app.get("/:file{.+\\.js}", serveStatic({ root: `${root}/dist/public` }));
  app.get("/:file{.+\\.(css|svg)}", serveStatic({ root: `${root}/public` }));

  app.use(async (c, next) => {
    c.set("person", sessions.get(getCookie(c, "session") ?? "") ?? null);
    c.header("Cache-Control", "no-store");
    await next();
  });

  /** Tells the elements on the page for whom they speak. Only this server knows who is signed in. */
  app.get("/bursar-token", async (c) => {
    const { person } = c.var;
    if (!person) return c.body(null, 204);
    return c.json({ token: await createUserToken({ secret: tokenSecret, user: person.id }) });
  });

  app.put("/session", async (c) => {
    const person = findPerson((await c.req.json<{ person?: unknown }>()).person);
    if (!person) return c.body(null, 404);
    const session = randomUUID();
    sessions.set(session, person);
    setCookie(c, "session", session, { httpOnly: true, sameSite: "Lax" });
    return c.body(null, 204);
  });

  app.delete("/session", (c) => {
    sessions.delete(getCookie(c, "session") ?? "");
    deleteCookie(c, "session");
    return c.body(null, 204);
  });

  /** The lesson leaves the server only after Bursar was asked. The gate on the page presents; this protects. */
  app.get("/courses/:id/lesson", async (c) => {
    const course = courses.find(({ id }) => id === c.req.param("id"));
    if (!course) return c.notFound();
    const { person } = c.var;
    const access = person && (await bursar.access.check({ offering: course.id, user: person.id }));
    return access?.allowed ? c.json(course.lesson) : c.body(null, 403);
  });

  app.get("*", (c) => {
    const visit: Visit = {
      apiUrl,
      publishableKey,
      path: c.req.path,
      person: c.var.person?.id ?? null,
      people: people.map(({ id, name }) => ({ id, name })),
      courses: courses.map(({ id, title, summary }) => ({ id, title, summary })),
    };
    return c.html(render(visit));
  });

  return app;
}
