import { type FieldError, type Problem, type ProblemCode, type ProblemFacts, problems } from "@bursar/sdk/contract";
import type * as z from "zod";

/** A refusal or failure with a code from the contract's registry. Thrown anywhere, answered as an RFC 9457 document. */
export class ProblemError<C extends ProblemCode = ProblemCode> extends Error {
  override readonly name = "ProblemError";
  readonly code: C;
  readonly facts: ProblemFacts<C>;
  readonly errors: z.output<typeof FieldError>[] | undefined;
  /** True for a refusal that was stored with an idempotency key and is given again. */
  replayed = false;

  constructor(code: C, facts: ProblemFacts<C>, errors?: z.output<typeof FieldError>[]) {
    super(problems[code].title);
    this.code = code;
    this.facts = facts;
    this.errors = errors;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** What a database function answered instead of doing its work. */
export interface Refusal {
  outcome: "refused";
  code: ProblemCode;
  facts: Record<string, unknown>;
  replayed?: true;
}

export function refusalOf(refusal: Refusal): ProblemError {
  const error = new ProblemError(refusal.code, problems[refusal.code].facts.parse(refusal.facts));
  error.replayed = refusal.replayed ?? false;
  return error;
}

export function problemDocument(error: ProblemError, requestId: string): Problem {
  return {
    type: `urn:bursar:problem:${error.code}`,
    title: error.message,
    status: error.status,
    code: error.code,
    ...error.facts,
    ...(error.errors && { errors: error.errors }),
    requestId,
  };
}
