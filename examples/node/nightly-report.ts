import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Bursar } from "@bursar/sdk";

export interface Report {
  /** Where the next report goes on; null as long as nothing has ever happened. */
  cursor: string | null;
  /** True when the ledger proves sound: every unit is where it should be. */
  isSound: boolean;
  /** What users paid for enrollments and other things, by currency, in minor units. */
  spent: Record<string, number>;
  enrollments: { user: string; offering: string; at: string }[];
}

/** What happened since the report before; from the beginning without a cursor. */
export async function report(bursar: Bursar, cursor: string | null): Promise<Report> {
  const { sound } = await bursar.ledger.verify();
  const spent: Record<string, number> = {};
  const enrollments: Report["enrollments"] = [];
  let last = cursor;
  for (;;) {
    const { data, page } = await bursar.events.list({ limit: 100, ...(last && { cursor: last }) });
    last = page.nextCursor;
    for (const { type, data: facts, user, createdAt } of data) {
      if (type === "transaction.posted" && facts.transactionType === "spend") {
        spent[facts.currency] = (spent[facts.currency] ?? 0) - facts.amount;
      }
      if (type === "enrollment.created" && user) enrollments.push({ user, offering: facts.offering, at: createdAt });
    }
    if (data.length === 0) return { cursor: last, isSound: sound, spent, enrollments };
  }
}

export function toCsv({ enrollments }: Report): string {
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  return ["user,offering,at", ...enrollments.map((one) => Object.values(one).map(quoted).join(","))].join("\n");
}

if (import.meta.main) {
  const { BURSAR_API_URL: baseUrl = "", BURSAR_SECRET_KEY: secretKey = "" } = process.env;
  const bookmark = "last-report.txt";
  const cursor = existsSync(bookmark) ? readFileSync(bookmark, "utf8") : null;
  const night = await report(new Bursar({ baseUrl, secretKey }), cursor);
  console.log(toCsv(night));
  for (const [currency, amount] of Object.entries(night.spent)) console.error(`spent: ${amount} ${currency}`);
  console.error(night.isSound ? "The ledger is sound." : "The ledger does NOT prove sound: call the operator.");
  if (night.cursor) writeFileSync(bookmark, night.cursor);
  if (!night.isSound) process.exitCode = 1;
}
