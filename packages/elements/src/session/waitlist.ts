import { isBursarError, type WaitlistEntry } from "@bursar/sdk";
import { Waitlist } from "@bursar/sdk/resources";
import { reloadOffering } from "./enrollments.ts";
import { pageSession } from "./session.ts";
import { SignedOutError } from "./signed-out.ts";

/** Waits for a place of a full offering. Done when the page shows where the user stands. */
export const joinWaitlist = (offering: string): Promise<WaitlistEntry> =>
  change("waitlist.joined", offering, () =>
    pageSession().act(`join/${offering}`, (api, options) => new Waitlist(api).join({ offering }, options)),
  );

/** Waits no longer. Done when the page shows what stands in the way again. */
export const leaveWaitlist = (offering: string): Promise<WaitlistEntry> =>
  change("waitlist.ended", offering, () =>
    pageSession().act(`leave/${offering}`, (api) => new Waitlist(api).leave({ offering })),
  );

async function change(
  type: "waitlist.joined" | "waitlist.ended",
  offering: string,
  act: () => Promise<WaitlistEntry>,
): Promise<WaitlistEntry> {
  try {
    const entry = await act();
    await pageSession().publish({ type, data: { offering } });
    return entry;
  } catch (error) {
    // Something was not as it was shown.
    if (isBursarError(error) || error instanceof SignedOutError) await reloadOffering(offering);
    throw error;
  }
}
