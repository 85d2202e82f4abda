export * from "../generated/react.ts";
export { type Configuration, configure } from "../session/page.ts";
export { type EnrollmentState, useEnrollment } from "./use-enrollment.ts";
