import { expect, test } from "vitest";

test("on a server, importing the elements defines nothing and does no harm", async () => {
  const { Bursar, BursarBalance, BursarEnrollButton } = await import("../src/index.ts");
  expect([BursarBalance, BursarEnrollButton]).toEqual([expect.any(Function), expect.any(Function)]);
  expect(() =>
    Bursar.configure({ key: "pk_test_1", baseUrl: "https://api.test", getToken: async () => null }),
  ).not.toThrow();
});
