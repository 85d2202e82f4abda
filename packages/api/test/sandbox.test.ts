import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSandboxClock, type MovableClock } from "../sandbox/clock.ts";
import { createControl } from "../sandbox/control.ts";
import { createTenant } from "../src/tenants/index.ts";
import { useApi } from "./api.ts";

const hour = 3_600_000;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bursar-sandbox-"));
  file = join(folder, "clock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const aheadMs = (clock: MovableClock) => clock.now().getTime() - Date.now();

describe("the sandbox's clock", () => {
  it("is the machine's until it is moved, and then goes on from there, for all who share its file", () => {
    const [one, other] = [createSandboxClock(file), createSandboxClock(file)];
    expect(Math.abs(aheadMs(one))).toBeLessThan(1000);
    one.moveTo(new Date(Date.now() + 5 * hour));
    for (const clock of [one, other, createSandboxClock(file)])
      expect(Math.abs(aheadMs(clock) - 5 * hour)).toBeLessThan(1000);
  });

  it("never goes back", () => {
    const clock = createSandboxClock(file);
    clock.moveTo(new Date(Date.now() + hour));
    clock.moveTo(new Date(Date.now() - hour));
    expect(Math.abs(aheadMs(clock) - hour)).toBeLessThan(1000);
  });

  it.each(["soon", "-1", "1e999", ""])("does not go by a file that says %j", (text) => {
    writeFileSync(file, text);
    expect(() => createSandboxClock(file).now()).toThrow(/does not hold a clock/);
  });
});

describe("its control", () => {
  const api = useApi();
  const token = "a token that only this machine knows";
  const call = (control: Hono, method: string, path: string, body?: unknown, bearer = token) =>
    control.request(path, {
      method,
      headers: { authorization: `Bearer ${bearer}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const create = () => {
    const clock = createSandboxClock(file);
    const { platform, operator } = api;
    return { clock, control: createControl({ platform: { ...platform, clock }, operator, clock, token }) };
  };
  const later = (hours: number) => new Date(Date.now() + hours * hour).toISOString();

  it("moves the clock, and has run all jobs at the new time when it answers", async () => {
    const { control } = create();
    const { context, server } = await api.createTenant();
    await server("PUT", "/v1/currencies/UNIT", { digits: 0 });
    await server("PUT", "/v1/users/42", {});
    const expiresAt = later(2);
    const credit = { user: "42", currency: "UNIT", amount: 10, reason: "For two hours", expiresAt };
    const given = await server("POST", "/v1/transactions", { type: "grant", ...credit });
    expect(given.status).toBe(201);

    const answer = await call(control, "POST", "/clock", { to: later(3) });
    expect(answer.status).toBe(200);
    const { now } = (await answer.json()) as { now: string };
    expect(Math.abs(Date.parse(now) - Date.parse(later(3)))).toBeLessThan(1000);
    const { body } = await server<{ data: { type: string }[] }>("GET", "/v1/users/42/wallets/UNIT/transactions");
    expect(body.data.map(({ type }) => type)).toContain("expiry");
    expect(context.tenant.mode).toBe("test");
  });

  it("does nothing for whoever does not have its token", async () => {
    const { control } = create();
    for (const [method, path] of [
      ["GET", "/clock"],
      ["POST", "/clock"],
      ["POST", "/livekit"],
    ] as const) {
      for (const bearer of ["", "another", `${token}.`, token.slice(1)]) {
        expect(
          (await call(control, method, path, method === "POST" ? { to: later(3) } : undefined, bearer)).status,
        ).toBe(401);
      }
    }
    expect(existsSync(file)).toBe(false);
  });

  it.each(["", "{}", '{"to":"tomorrow"}', '{"to":"2030-01-01T00:00:00Z","by":1}'])("refuses %j", async (body) => {
    const { control } = create();
    expect((await call(control, "POST", "/clock", body)).status).toBe(400);
    expect((await call(control, "POST", "/livekit", body)).status).toBe(400);
    expect(existsSync(file)).toBe(false);
  });

  it("moves nothing where there is a tenant whose money is real", async () => {
    const { control } = create();
    const { publicId } = await createTenant(api.operator, api.clock, "A real school", "live");
    const answers = [
      await call(control, "POST", "/clock", { to: later(3) }),
      await call(control, "POST", "/livekit", {
        ...{ url: "http://127.0.0.1:1", apiKey: "API", secret: "0123456789abcdef", room: "r" },
        script: [{ does: "open", at: later(1) }],
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(409);
      expect(await answer.text()).toContain(publicId);
    }
    expect(existsSync(file)).toBe(false);
  });
});
