import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { useApi } from "../../test/api.ts";
import { typedId } from "./ids.ts";

const api = useApi();

it("an id that the database makes reads as the API's own, to the last digit", async () => {
  const ends = ["0", "1", "7", "8", "e", "f"].map((digit) =>
    "00000000-0000-0000-0000-000000000000".replaceAll("0", digit),
  );
  const uuids = [...ends, ...Array.from({ length: 500 }, () => randomUUID())];
  const { superuser } = api.database;
  const rows = await superuser<{ id: string }[]>`
    select typed_id('hold', value::uuid) as id from jsonb_array_elements_text(${superuser.json(uuids)}) with ordinality order by ordinality`;
  expect(rows.map(({ id }) => id)).toEqual(uuids.map((uuid) => typedId("hold", uuid)));
  const [row] = await superuser`select typed_id('hold', null) as id`;
  expect(row).toEqual({ id: null });
});
