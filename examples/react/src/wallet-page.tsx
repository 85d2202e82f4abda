import { BursarEnrollments, BursarTransactions, BursarWallet } from "@bursar/elements/react";
import type { PageProps } from "./page-props.ts";

/** What somebody has, and where it went. */
export function WalletPage({ text }: PageProps) {
  return (
    <>
      <h1>{text.wallet}</h1>
      <BursarWallet currency="UNIT" topUpHref="mailto:office@delta-school.example" />
      <BursarTransactions currency="UNIT" />
      <h2>{text.courses}</h2>
      <BursarEnrollments />
    </>
  );
}
