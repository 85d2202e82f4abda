import { BursarBalance } from "@bursar/elements/react";
import { useEffect, useState } from "react";
import { connectBursar } from "./bursar.ts";
import { CoursePage } from "./course-page.tsx";
import { CoursesPage } from "./courses-page.tsx";
import { Link } from "./link.tsx";
import type { Visit } from "./visit.ts";
import { WalletPage } from "./wallet-page.tsx";
import { type Language, words } from "./words.ts";

/** The whole page. Who is signed in, where they are, language and colours: all of it is React's state. */
export function Site({ visit }: { visit: Visit }) {
  const [person, setPerson] = useState(visit.person);
  const [language, setLanguage] = useState<Language>("en");
  const [dark, setDark] = useState(false);
  const [path, go] = usePath(visit.path);
  const [welcome, setWelcome] = useState<string>();
  const text = words[language];
  const page = { language, text, onEnrolled: setWelcome };
  const course = visit.courses.find(({ id }) => path === `/courses/${id}`);
  const newcomer = visit.courses.find(({ id }) => id === welcome);

  async function sign(request: RequestInit, next: string | null) {
    await fetch("/session", { headers: { "Content-Type": "application/json" }, ...request });
    setPerson(next);
    setWelcome(undefined);
    connectBursar(visit);
  }

  return (
    <html lang={language} dir={text.dir} style={{ colorScheme: dark ? "dark" : "light" }}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{text.school}</title>
        <link rel="stylesheet" href="/school.css" />
        <link rel="icon" href="/icon.svg" />
        <script async type="module" src="/browser.js" />
      </head>
      <body>
        <header>
          <nav>
            <Link href="/" go={go}>
              {text.courses}
            </Link>
            <Link href="/wallet" go={go}>
              {text.wallet}
            </Link>
          </nav>
          <button type="button" onClick={() => setLanguage(language === "en" ? "ar" : "en")}>
            {text.language}
          </button>
          <button type="button" aria-pressed={dark} onClick={() => setDark(!dark)}>
            {text.dark}
          </button>
          {person ? (
            <>
              <p>
                {text.balance} <BursarBalance currency="UNIT" />
              </p>
              <button type="button" onClick={() => sign({ method: "DELETE" }, null)}>
                {text.signOut}
              </button>
            </>
          ) : (
            <p id="sign-in">
              {text.signIn}{" "}
              {visit.people.map(({ id, name }) => (
                <button
                  key={id}
                  type="button"
                  onClick={() => sign({ method: "PUT", body: JSON.stringify({ person: id }) }, id)}
                >
                  {name}
                </button>
              ))}
            </p>
          )}
        </header>
        {/* Nothing of one person is kept for the next: not the lesson, either. */}
        <main key={person}>
          {newcomer && <p role="status">{text.welcome(newcomer.title[language])}</p>}
          {path === "/wallet" ? (
            <WalletPage {...page} />
          ) : course ? (
            <CoursePage key={course.id} course={course} {...page} />
          ) : (
            <CoursesPage courses={visit.courses} go={go} {...page} />
          )}
        </main>
        <script id="visit" type="application/json" dangerouslySetInnerHTML={{ __html: asData(visit) }} />
      </body>
    </html>
  );
}

/** The path of the address, which the browser's buttons change, too. */
function usePath(first: string): [path: string, go: (path: string) => void] {
  const [path, setPath] = useState(first);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (next: string) => {
    history.pushState(null, "", next);
    setPath(next);
  };
  return [path, go];
}

/** JSON that can't close the tag it stands in. */
const asData = (visit: Visit) => JSON.stringify(visit).replaceAll("<", "\\u003c");
