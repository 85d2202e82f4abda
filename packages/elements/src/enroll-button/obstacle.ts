import { isBursarError, type Obstacle } from "@bursar/sdk";
import { formatTime } from "../internal/dates.ts";
import { plural } from "../internal/plural.ts";
import { type EnrollingMessages, messages } from "../locales/en/enrolling.ts";

interface Wording {
  text: EnrollingMessages;
  language: string;
  /** The title of the one prerequisite that is missing, when it is known. */
  related: string | undefined;
}

/** Why a user can't enroll now: in few enough words for a button, and in a sentence. */
export function obstacleWords({ code, ...facts }: Obstacle, { text, language, related }: Wording) {
  const at = facts.opensAt ?? facts.closedAt;
  const what = at ? formatTime(at, language) : (related ?? plural(text.others, facts.missing?.length ?? 0, language));
  // The API may know more obstacles than this version.
  const [label, sentence] = text.obstacles[code] ?? text.obstacles["offering.unavailable"];
  return { label, note: sentence?.(what) ?? "" };
}

/** What stood in the way of an enrollment that was refused, if that was why. */
export function obstacleOf(error: unknown): Obstacle | null {
  if (!isBursarError(error) || !(error.code in messages.obstacles)) return null;
  return { ...error.facts, code: error.code as Obstacle["code"] };
}
