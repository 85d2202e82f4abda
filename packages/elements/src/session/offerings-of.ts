import { isBursarError, type Offering } from "@bursar/sdk";
import { type Api, Offerings } from "@bursar/sdk/resources";

/** The offerings of these ids, but for those that are gone. They are asked for in bulk when many are missing, and once. */
export async function offeringsOf(
  api: Api,
  ids: string[],
  known: ReadonlyMap<string, Offering> = new Map(),
): Promise<Map<string, Offering>> {
  const offerings = new Offerings(api);
  const found = new Map(known);
  const add = (offering: Offering | null) => offering && found.set(offering.id, offering);
  const missing = () => [...new Set(ids)].filter((id) => !found.has(id));
  if (missing().length > 3) for (const offering of (await offerings.list({ limit: 100 })).data) add(offering);
  const rest = await Promise.all(missing().map((id) => offerings.retrieve(id).catch(noneIfGone)));
  for (const offering of rest) add(offering);
  return found;
}

function noneIfGone(error: unknown): null {
  if (isBursarError(error, "offering.not_found")) return null;
  throw error;
}
