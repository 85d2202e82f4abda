import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages = {
  ...common,
  ...list,
  title: "Your enrollments",
  open: "Open",
  openTitle: (title: string) => `Open ${title}`,
  again: "Enroll again",
  againTitle: (title: string) => `Enroll again in ${title}`,
  cancel: "Cancel",
  cancelTitle: (title: string) => `Cancel ${title}`,
  leave: "Leave",
  leaveTitle: (title: string) => `Leave ${title}`,
  back: (money: string) => `${money} came back`,
  progress: "Progress",
  until: (day: string) => `Access until ${day}`,
  completed: (day: string) => `Completed on ${day}`,
  expired: (day: string) => `Access ended on ${day}`,
  cancelled: (day: string) => `Cancelled on ${day}`,
  reached: (percentage: string) => `${percentage} completed`,
  past: (count: string) => `Past enrollments (${count})`,
  empty: "You are not enrolled in anything yet",
  noneActive: "You are not enrolled in anything at the moment",
  emptyKind: "Nothing here yet",
  noneActiveKind: "Nothing here at the moment",
  signedOut: "Sign in to see your enrollments",
};

export type EnrollmentsMessages = typeof messages;
