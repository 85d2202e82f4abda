import { BursarEnrollButton } from "@bursar/elements/react";
import { type ComponentRef, useRef, useState } from "react";
import type { PageProps } from "./page-props.ts";

interface EnrollAfterAskingProps extends PageProps {
  offering: string;
}

/** The press is cancelled, React asks, and the ref goes on from there. */
export function EnrollAfterAsking({ offering, text, onEnrolled }: EnrollAfterAskingProps) {
  const button = useRef<ComponentRef<typeof BursarEnrollButton>>(null);
  const [question, setQuestion] = useState<string>();

  const answer = (yes: boolean) => {
    setQuestion(undefined);
    if (yes) void button.current?.enroll();
  };

  return (
    <>
      <BursarEnrollButton
        ref={button}
        offering={offering}
        signInHref="#sign-in"
        onBursarEnroll={(event) => {
          event.preventDefault();
          const { price } = event;
          setQuestion(text.sure(price ? `${price.amount} ${price.currency}` : "0"));
        }}
        onBursarEnrolled={() => onEnrolled(offering)}
      >
        <a slot="top-up" href="mailto:office@delta-school.example">
          {text.ask}
        </a>
      </BursarEnrollButton>
      {question && (
        <p role="alertdialog" aria-label={question}>
          {question}{" "}
          <button type="button" onClick={() => answer(true)}>
            {text.yes}
          </button>
          <button type="button" onClick={() => answer(false)}>
            {text.no}
          </button>
        </p>
      )}
    </>
  );
}
