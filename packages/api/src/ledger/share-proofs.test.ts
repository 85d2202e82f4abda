import type { ledger } from "@bursar/sdk/contract";
import { expect, it } from "vitest";
import { shareProofs } from "./share-proofs.ts";

/** Proofs that end when they are told to. */
function proofs() {
  const begun: { tenantId: number; proof: PromiseWithResolvers<ledger.LedgerProof> }[] = [];
  const share = shareProofs();
  return {
    ask: (tenantId: number) =>
      share(tenantId, () => {
        const proof = Promise.withResolvers<ledger.LedgerProof>();
        begun.push({ tenantId, proof });
        return proof.promise;
      }),
    begun: () => begun.map(({ tenantId }) => tenantId),
    end: (index: number, checkedAt: string) => begun[index]?.proof.resolve({ checkedAt } as ledger.LedgerProof),
    fail: (index: number) => begun[index]?.proof.reject(new Error("away")),
  };
}

it("a tenant that asks for its proof a hundred times at once gets two of them, and no other waits", async () => {
  const { ask, begun, end } = proofs();
  const asked = Array.from({ length: 100 }, () => ask(1));
  const other = ask(2);
  expect(begun()).toEqual([1, 2]);
  end(0, "first");
  expect(await asked[0]).toMatchObject({ checkedAt: "first" });
  await expect.poll(begun, { interval: 1 }).toEqual([1, 2, 1]);
  end(2, "second");
  const answers = await Promise.all(asked.slice(1));
  expect(new Set(answers.map(({ checkedAt }) => checkedAt))).toEqual(new Set(["second"]));
  end(1, "theirs");
  expect(await other).toMatchObject({ checkedAt: "theirs" });
});

it("a proof that fails is no other's answer", async () => {
  const { ask, begun, end, fail } = proofs();
  const [first, second] = [ask(1), ask(1)];
  fail(0);
  await expect(first).rejects.toThrow("away");
  await expect.poll(begun, { interval: 1 }).toEqual([1, 1]);
  end(1, "second");
  expect(await second).toMatchObject({ checkedAt: "second" });
  const third = ask(1);
  end(2, "third");
  expect(await third).toMatchObject({ checkedAt: "third" });
});
