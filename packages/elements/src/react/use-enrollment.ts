"use client";
import type { NewEnrollment, OfferingStatus, Price } from "@bursar/sdk";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { enroll } from "../session/enroll.ts";
import { offeringQuery } from "../session/enrollments.ts";
import type { State } from "../session/resource.ts";
import { pageSession } from "../session/session.ts";

/** An offering as the signed-in user sees it, and what can be done about it. */
export type EnrollmentState =
  | { status: "loading" }
  /** Nobody is signed in on your site. */
  | { status: "signed-out" }
  | { status: "error"; error: unknown; retry: () => void }
  | ({
      status: "ready";
      /**
       * Enrolls, once, however often it is called meanwhile. When the price is no longer the one that is given, nothing
       * is charged.
       *
       * @param price One of the offering's prices, as it was shown; the first one by default, null when it is free.
       * @throws A `BursarError` such as `wallet.insufficient_funds` or `price.changed`.
       */
      enroll: (price?: Price | null) => Promise<NewEnrollment>;
    } & Pick<OfferingStatus, "offering" | "access" | "balances">);

/**
 * What `<bursar-enroll-button>` knows and does, for a button of your own. It shares token, cache and live stream with
 * the elements of the page: when one enrolls, all show it.
 *
 * @param offering Your id of the course, session or membership.
 *
 * @example
 * const course = useEnrollment("course-1");
 * if (course.status !== "ready") return null;
 * return course.access.allowed ? <Player /> : <button onClick={() => course.enroll()}>Join</button>;
 */
export function useEnrollment(offering: string): EnrollmentState {
  const watch = useCallback((changed: () => void) => pageSession().watch(resourceOf(offering), changed), [offering]);
  const state = useSyncExternalStore<State<OfferingStatus>>(
    watch,
    () => resourceOf(offering).state,
    () => loading,
  );
  return useMemo(() => {
    if (state.status === "error") return { ...state, retry: () => pageSession().retry(resourceOf(offering)) };
    if (state.status !== "ready") return state;
    const { offering: offered, access, balances } = state.value;
    return {
      status: "ready",
      offering: offered,
      access,
      balances,
      enroll: (price = offered.prices[0] ?? null) => enroll(offering, price),
    };
  }, [state, offering]);
}

const resourceOf = (offering: string) => pageSession().resource(offeringQuery(offering));

// On a server there is no session, and the same object each time keeps React from rendering for ever.
const loading = { status: "loading" } as const;
