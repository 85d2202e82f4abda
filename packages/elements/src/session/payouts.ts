import type { HoldWithMovements, IdempotentOptions, Payout, PayoutBatch } from "@bursar/sdk";
import { type Api, Holds, PayoutBatches, Payouts } from "@bursar/sdk/resources";
import { type PagesQuery, pagesQuery } from "./pages.ts";
import { pageSession } from "./session.ts";

/** Everybody's payouts that wait for an approval, or for the payment. */
export const payoutsQuery = (status: "requested" | "approved"): PagesQuery<Payout> =>
  pagesQuery({
    key: `payouts/${status}`,
    list: async (api, filter) => new Payouts(api).listAll({ status, ...filter }),
    concerns: ({ type }) => type === "escrow.managed",
    // What is to be paid is shown in sums.
    limit: status === "approved" ? 100 : 20,
  });

/** What an admin may do about holds and payouts, as it was confirmed. */
export type EscrowAction =
  | { type: "approvePayout"; payout: string }
  | { type: "rejectPayout" | "failPayout"; payout: string; reason: string }
  | { type: "payPayout"; payout: string; reference?: string }
  | { type: "decideHold"; hold: string; release: number; refund: number; reason: string }
  | { type: "gatherPayouts"; currency: string }
  | { type: "payBatch"; batch: string; reference?: string };

/** What has become of it. */
export type EscrowResult = Payout | PayoutBatch | HoldWithMovements;

/** Does it once, however often it is tried. */
export async function manageEscrow(action: EscrowAction): Promise<EscrowResult> {
  const session = pageSession();
  try {
    return await session.act(JSON.stringify(action), (api, options) => send(api, action, options));
  } finally {
    // After a refusal, too: something was not as it was shown.
    await session.publish({ type: "escrow.managed", data: {} });
  }
}

function send(api: Api, action: EscrowAction, options: IdempotentOptions): Promise<EscrowResult> {
  const payouts = new Payouts(api);
  switch (action.type) {
    case "approvePayout":
      return payouts.approve(action.payout, options);
    case "rejectPayout":
      return payouts.reject(action.payout, { reason: action.reason }, options);
    case "failPayout":
      return payouts.fail(action.payout, { reason: action.reason }, options);
    case "payPayout":
      return payouts.pay(action.payout, referenceOf(action), options);
    case "decideHold": {
      const { release, refund, reason } = action;
      return new Holds(api).decide(action.hold, { release, refund, reason }, options);
    }
    case "gatherPayouts":
      return new PayoutBatches(api).create({ currency: action.currency }, options);
    case "payBatch":
      return new PayoutBatches(api).pay(action.batch, referenceOf(action), options);
  }
}

const referenceOf = ({ reference }: { reference?: string }) => (reference ? { reference } : {});

/** The file of a batch, for the bank. */
export const payoutFile = (batch: string): Promise<{ name: string; csv: string }> =>
  pageSession().read((api) => new PayoutBatches(api).export(batch));
