/** What any element may have to say that does something. */
export const acting = {
  refused: "That did not work. Nothing was charged",
  unknown: "No answer came. Try again: you are never charged twice",
  frozen: "Your wallet is frozen, so nothing was charged",
  inDebt: "Your wallet is below zero, so nothing was charged",
};

export type ActingMessages = typeof acting;
