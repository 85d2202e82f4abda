import type { Offering } from "@bursar/sdk";
import { catalog } from "@bursar/sdk/contract";
import { json, now, pageOf, problem } from "./answers.ts";

/** The part of the API in which things are offered. */
export class FakeCatalog {
  readonly #offerings = new Map<string, Offering>();
  readonly #digitsOf: (currency: string) => number;

  constructor(digitsOf: (currency: string) => number) {
    this.#digitsOf = digitsOf;
  }

  set(id: string, fields: Partial<Offering> = {}): void {
    const offering = {
      id,
      kind: "course",
      title: "DOT HAZMAT",
      description: null,
      url: null,
      available: true,
      capacity: null,
      opensAt: null,
      closesAt: null,
      startsAt: null,
      endsAt: null,
      accessDays: null,
      payee: null,
      splitPlan: null,
      cancelledAt: null,
      includes: [],
      prerequisites: [],
      prices: [{ currency: "UNIT", digits: 0, amount: 50, version: 1 }],
      metadata: {},
      createdAt: now,
      updatedAt: now,
    } as const;
    this.#offerings.set(id, catalog.Offering.parse({ ...offering, ...this.#offerings.get(id), ...fields }));
  }

  get(id: string): Offering | undefined {
    return this.#offerings.get(id);
  }

  matching(request: Request): Offering[] {
    const { kind, search, includedIn } = Object.fromEntries(new URL(request.url).searchParams);
    return [...this.#offerings.values()].filter(
      (offering) =>
        (!kind || offering.kind === kind) &&
        (!search || `${offering.id} ${offering.title}`.toLowerCase().includes(search.toLowerCase())) &&
        (!includedIn || this.#offerings.get(includedIn)?.includes.includes(offering.id)),
    );
  }

  /** Nothing for what is none of its business. */
  answer(request: Request, path: string, body: unknown, isAdmin: boolean): Response | undefined {
    const [, , resource, id, , currency] = path.split("/");
    if (resource !== "offerings") return undefined;
    if (!id)
      return json(
        catalog.listOfferings,
        pageOf(this.matching(request), ({ id }) => id, request),
      );
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    if (request.method === "GET") return json(catalog.retrieveOffering, offering);
    if (!isAdmin) return problem("auth.forbidden", { needs: "role admin" });
    if (!currency) this.set(id, body as Partial<Offering>);
    else {
      const prices = offering.prices.filter((price) => price.currency !== currency);
      const digits = this.#digitsOf(currency);
      const { amount } = (body ?? {}) as { amount?: number };
      this.set(id, { prices: amount ? [...prices, { currency, digits, amount, version: 2 }] : prices });
    }
    return json(catalog.setPrice, this.#offerings.get(id));
  }
}
