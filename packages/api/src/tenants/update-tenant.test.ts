import { expect, it } from "vitest";
import { useApi } from "../../test/api.ts";

const api = useApi();

it("a tenant's name is one line, so that it can't pass for another tenant in the operator's list", async () => {
  const academy = await api.createTenant();
  const rename = (name: string) => academy.server("PATCH", "/v1/tenant", { name });
  for (const name of ["Academy\nten_01jd3f6q8reg5tm2y0v9k4wxab  live  Bank", "Academy\rBank", "\u009b2KBank"]) {
    expect((await rename(name)).body.errors).toMatchObject([{ pointer: "#/name" }]);
  }
  expect((await rename("أكاديمية Ltd. & Söhne")).body["name"]).toBe("أكاديمية Ltd. & Söhne");
});
