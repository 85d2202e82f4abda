import { randomBytes, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createUserToken } from "@bursar/sdk";
import { freePort } from "../../../scripts/network.ts";
import { discardPostgres, startPostgres } from "../../../scripts/postgres.ts";
import { runCommand, serveInProcess } from "./processes.ts";
import { openStream } from "./live-stream.ts";
import { migrate } from "../src/platform/migrate.ts";
const dataDirectory = join(tmpdir(), `bursar-outage-${randomUUID()}`);
const port = await freePort();
let pg = await startPostgres({ dataDirectory, port, durable: false });
const environment = { DATABASE_URL: pg.url, BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url") };
await migrate(pg.url);
const academy = JSON.parse((await runCommand(["tenant", "create", "--name", "A", "--json"], environment)).stdout);
const api = await serveInProcess(environment);
const call = (m: string, p: string, body?: object) => fetch(api.url + p, { method: m, headers: { authorization: `Bearer ${academy.secretKey}`, "idempotency-key": randomUUID(), "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) }).then((r) => r.text()).catch((e) => String(e));
await call("PUT", "/v1/currencies/UNIT", {}); await call("PUT", "/v1/users/amina", {});
const live = await openStream(`${api.url}/v1/me/events`, await createUserToken({ secret: academy.tokenSecret, user: "amina" }));
for (let round = 0; round < 15; round++) {
  let on = true;
  const hammer = Promise.all(Array.from({ length: 12 }, async (_, i) => {
    while (on) {
      if (i % 4 === 0) await call("POST", "/v1/transactions", { type: "grant", user: "amina", currency: "UNIT", amount: 1 });
      else if (i % 4 === 1) await call("PUT", "/v1/users/u" + i, {});
      else if (i % 4 === 2) await call("POST", "/v1/transactions/batch", { transactions: [{ type: "grant", user: "amina", currency: "UNIT", amount: 1 }] });
      else await call("GET", "/v1/users");
      await new Promise((r) => setTimeout(r, 2));
    }
  }));
  await new Promise((r) => setTimeout(r, 100));
  await pg.stop();
  await new Promise((r) => setTimeout(r, 150));
  on = false; await hammer;
  console.log(round, "alive", api.child.exitCode, api.child.signalCode);
  if (api.child.exitCode !== null) { console.log(api.output().stderr.slice(-3000)); break; }
  pg = await startPostgres({ dataDirectory, port, durable: false });
  await new Promise((r) => setTimeout(r, 300));
}
await live.close().catch(() => {});
await api.stop(); await pg.stop().catch(() => {}); await discardPostgres(dataDirectory);
process.exit(0);
