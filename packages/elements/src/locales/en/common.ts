/** What any element may have to say. */
export const common = {
  loading: "Loading",
  /** Between facts that are told one after the other. */
  separator: " · ",
  failed: "This could not be loaded",
  retry: "Try again",
  offline: "You are offline",
  refused: "That did not work. Nothing was charged",
  unknown: "No answer came. Try again: you are never charged twice",
  frozen: "Your wallet is frozen, so nothing was charged",
  inDebt: "Your wallet is below zero, so nothing was charged",
};

export type CommonMessages = typeof common;
