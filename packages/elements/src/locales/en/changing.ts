/** What anybody is told whose change did not come about. */
export const changing = {
  unknown: "No answer came. Try again: it is done once only",
  refused: "That did not work. Nothing has happened",
};

export type ChangingMessages = typeof changing;
