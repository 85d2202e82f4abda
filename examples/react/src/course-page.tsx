import { BursarEnrollmentGate, useEnrollment } from "@bursar/elements/react";
import { useState } from "react";
import type { Course, Text } from "../courses.ts";
import { EnrollAfterAsking } from "./enroll-after-asking.tsx";
import type { PageProps } from "./page-props.ts";

interface CoursePageProps extends PageProps {
  course: Course;
}

/**
 * The gate tells when it opens, and the lesson comes then: the server sends it to nobody else. In place of the gate's own
 * card stands the school's.
 */
export function CoursePage({ course, ...page }: CoursePageProps) {
  const { language, text } = page;
  const [lesson, setLesson] = useState<Text>();

  async function loadLesson() {
    const response = await fetch(`/courses/${course.id}/lesson`);
    if (response.ok) setLesson(await response.json());
  }

  return (
    <>
      <h1>{course.title[language]}</h1>
      <p>{course.summary[language]}</p>
      <Standing offering={course.id} text={text} />
      <BursarEnrollmentGate offering={course.id} onBursarGateOpen={loadLesson}>
        <div slot="locked">
          <EnrollAfterAsking offering={course.id} {...page} />
        </div>
        <h2>{text.lesson}</h2>
        <p>{lesson?.[language] ?? text.loading}</p>
      </BursarEnrollmentGate>
    </>
  );
}

/** A piece of the school's own that knows what the elements know. */
function Standing({ offering, text }: { offering: string; text: PageProps["text"] }) {
  const course = useEnrollment(offering);
  if (course.status !== "ready") return <p className="standing">…</p>;
  const [price] = course.offering.prices;
  const balance = course.balances.find(({ currency }) => currency === price?.currency)?.balance ?? 0;
  const standing = course.access.allowed ? "in" : price && balance < price.amount ? "short" : "out";
  return <p className="standing">{text.standing[standing]}</p>;
}
