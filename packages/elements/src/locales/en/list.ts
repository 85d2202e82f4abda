import type { Plural } from "../../internal/plural.ts";

/** What any list that grows by pages has to say. */
export const list = {
  more: "Show more",
  shown: {
    one: () => "One more is shown",
    other: (count) => `${count} more are shown`,
  } as Plural,
};

export type ListMessages = typeof list;
