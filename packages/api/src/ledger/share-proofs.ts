import type { ledger } from "@bursar/sdk/contract";

type Proof = Promise<ledger.LedgerProof>;

/**
 * Lets all who ask for a tenant's proof at the same time share one. It reads the whole ledger, and few connections are there
 * for it: one tenant that asks again and again must not keep the others from theirs. Whoever comes while a proof is under
 * way shares the next, which sees all that was done before they asked.
 */
export function shareProofs(): (tenantId: number, prove: () => Proof) => Proof {
  const underWay = new Map<number, Proof>();
  const next = new Map<number, Proof>();

  return (tenantId, prove) => {
    const begin = (): Proof => {
      next.delete(tenantId);
      const proof = prove().finally(() => underWay.delete(tenantId));
      underWay.set(tenantId, proof);
      return proof;
    };
    const current = underWay.get(tenantId);
    if (!current) return begin();
    const shared = next.get(tenantId) ?? current.then(begin, begin);
    next.set(tenantId, shared);
    return shared;
  };
}
