import { expect, test } from "vitest";

test("on a server, importing the elements defines nothing and does no harm", async () => {
  const { Bursar, ...exported } = await import("../src/index.ts");
  const elements = ["BursarAdminUnits", "BursarBalance", "BursarEnrollButton", "BursarTransactions", "BursarWallet"];
  for (const name of elements) expect(exported, name).toHaveProperty(name, expect.any(Function));
  expect(() =>
    Bursar.configure({ key: "pk_test_1", baseUrl: "https://api.test", getToken: async () => null }),
  ).not.toThrow();
});
