import type { Input } from "../api.ts";
import type * as contract from "../contract/attendance.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Livekit extends Resource {
  /**
   * Lets a LiveKit project's webhooks count as attendance: point them to `webhookPath` of this API. The secret is stored
   * encrypted, and never told again.
   *
   * @example
   * const { webhookPath } = await bursar.livekit.set({ apiKey: "API…", secret: process.env.LIVEKIT_API_SECRET });
   */
  set(input: Input<typeof contract.setLivekit>, options?: RequestOptions): Promise<contract.Livekit> {
    return this.api.put<typeof contract.setLivekit>(path`/v1/tenant/livekit`, input, options);
  }

  /** The LiveKit project whose webhooks count. Errors: `livekit.not_set`. */
  retrieve(options?: RequestOptions): Promise<contract.Livekit> {
    return this.api.get<typeof contract.retrieveLivekit>(path`/v1/tenant/livekit`, options);
  }

  /** Lets them count no longer; what they told stays. Errors: `livekit.not_set`. */
  remove(options?: RequestOptions): Promise<contract.Livekit> {
    return this.api.delete<typeof contract.removeLivekit>(path`/v1/tenant/livekit`, options);
  }
}
