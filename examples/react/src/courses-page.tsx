import { BursarCatalog, BursarEnrollButton } from "@bursar/elements/react";
import { useState } from "react";
import type { Course } from "../courses.ts";
import { Link } from "./link.tsx";
import type { PageProps } from "./page-props.ts";

interface CoursesPageProps extends PageProps {
  courses: Course[];
  go: (path: string) => void;
}

/** The school's own cards, with Bursar's buttons on them; and what Bursar lists by itself. */
export function CoursesPage({ courses, go, language, text, onEnrolled }: CoursesPageProps) {
  const [backwards, setBackwards] = useState(false);
  const inOrder = courses.toSorted((one, other) => one.title[language].localeCompare(other.title[language], language));
  return (
    <>
      <h1>{text.courses}</h1>
      <label>
        <input type="checkbox" checked={backwards} onChange={() => setBackwards(!backwards)} /> {text.backwards}
      </label>
      <ul className="cards">
        {(backwards ? inOrder.reverse() : inOrder).map(({ id, title, summary }) => (
          <li key={id}>
            <h2>
              <Link href={`/courses/${id}`} go={go}>
                {title[language]}
              </Link>
            </h2>
            <p>{summary[language]}</p>
            <BursarEnrollButton
              id={`enroll-${id}`}
              offering={id}
              signInHref="#sign-in"
              onBursarEnrolled={({ offering }) => onEnrolled(offering)}
            />
          </li>
        ))}
      </ul>
      <h2>{text.evenings}</h2>
      <BursarCatalog kind="session" signInHref="#sign-in" />
    </>
  );
}
