/** What any element may have to say. */
export const common = {
  loading: "Loading",
  /** Between facts that are told one after the other. */
  separator: " · ",
  failed: "This could not be loaded",
  retry: "Try again",
  offline: "You are offline",
};

export type CommonMessages = typeof common;
