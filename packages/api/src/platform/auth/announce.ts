import type { Transaction } from "../database.ts";

export const credentialChannel = "bursar_credentials";

/** Tells all API processes, when this transaction commits, to forget the credentials that they remember. */
export async function announceCredentialChange(tx: Transaction): Promise<void> {
  await tx`select pg_notify(${credentialChannel}, '')`;
}
