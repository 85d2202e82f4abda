import fc from "fast-check";
import { expect, test } from "vitest";
import { path } from "./path.ts";

test("an id is one segment, whatever characters it has", () => {
  expect(`${path`/v1/users/${"a/b?c#d e"}/wallets/${"UNIT"}`}`).toBe("/v1/users/a%2Fb%3Fc%23d%20e/wallets/UNIT");
  expect(`${path`/v1/users/${"أمينة"}`}`).toBe("/v1/users/%D8%A3%D9%85%D9%8A%D9%86%D8%A9");
});

test("a path goes into a path as it is", () => {
  expect(`${path`${path`/v1/users/${"4/2"}`}/wallets`}`).toBe("/v1/users/4%2F2/wallets");
});

test.each(["", ".", "..", "a/../b", "../keys", "a/.", "..\\b"])(
  "%j is refused, since it would address something else",
  (id) => {
    expect(() => `${path`/v1/users/${id}`}`).toThrow(TypeError);
  },
);

test.each([".hidden", "a.b", "...", "v1..2"])("%j is an id like any other", (id) => {
  expect(`${path`/v1/users/${id}`}`).toBe(`/v1/users/${id}`);
});

test("no id leaves its place in the URL", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
      let rendered: string;
      try {
        rendered = `${path`/v1/users/${id}/wallets`}`;
      } catch {
        return;
      }
      const url = new URL(`https://api.example${rendered}`);
      expect([url.search, url.hash]).toEqual(["", ""]);
      expect(url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "v1", "users", id, "wallets"]);
    }),
  );
});
