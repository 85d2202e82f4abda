import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../test/receiver.ts";
import { createSender, type SenderOptions } from "./send.ts";
import { isPublicAddress, refusalOfUrl } from "./targets.ts";

const strict = { allowPrivate: false };
const loose = { allowPrivate: true };

describe("an address", () => {
  it.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.1.2.3", "169.254.169.254"],
    ...["172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1"],
    ...["198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "64:ff9b::7f00:1"],
    ...["64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:2::1", "2001:db8::1", "2002:7f00:1::"],
    ...[
      "2002:a00:1::1",
      "3fff::1",
      "5f00::1",
      "fc00::1",
      "fd00:ec2::254",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "ff02::1",
    ],
    ...["", "localhost", "1", "0x7f000001", "127.0.0.1:80", "[::1]"],
  ])("%s is not one to send to", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])(
    "%s is",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("a URL", () => {
  it.each([
    ["http://academy.example/", "not_https"],
    ["http://127.0.0.1/", "not_https"],
    ["https://user:secret@academy.example/", "credentials"],
    ["https://user@academy.example/", "credentials"],
    ["https://academy.example:22/", "port"],
    ["https://academy.example:80/", "port"],
    ["https://127.0.0.1/", "address"],
    ["https://127.1/", "address"],
    ["https://2130706433/", "address"],
    ["https://0x7f.0.0.1/", "address"],
    ["https://0177.0.0.1/", "address"],
    ["https://%31%32%37.0.0.1/", "address"],
    ["https://１２７.0.0.1/", "address"],
    ["https://169.254.169.254/latest/meta-data/", "address"],
    ["https://[::1]/", "address"],
    ["https://[::ffff:10.0.0.1]/", "address"],
    ["https://[64:ff9b::a00:1]/", "address"],
    ["https://localhost/", "address"],
    ["https://LOCALHOST./", "address"],
    ["https://api.localhost/", "address"],
  ])("%s is refused: %s", (url, reason) => {
    expect(refusalOfUrl(url, "test", strict)).toBe(reason);
    expect(refusalOfUrl(url, "live", strict)).toBe(reason);
  });

  it.each([
    "https://academy.example",
    "https://academy.example:8443/hooks?a=b",
    "https://1.1.1.1/",
    "https://[2606:4700::1111]/",
  ])("%s is not", (url) => {
    expect(refusalOfUrl(url, "live", strict)).toBeNull();
  });

  it("may be http where private addresses are allowed, on one's own machine, in test mode", () => {
    for (const url of ["http://127.0.0.1:4500/", "http://localhost:80/", "http://[::1]/"]) {
      expect(refusalOfUrl(url, "test", loose)).toBeNull();
      expect(refusalOfUrl(url, "live", loose)).toBe("not_https");
    }
    expect(refusalOfUrl("http://academy.example/", "test", loose)).toBe("not_https");
    expect(refusalOfUrl("http://192.168.0.1/", "test", loose)).toBe("not_https");
    expect(refusalOfUrl("https://192.168.0.1/", "live", loose)).toBeNull();
  });
});

describe("a name", () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());

  /** Answers each time the next addresses, and then the last ones. */
  const resolving =
    (...answers: string[][]): LookupFunction =>
    (_hostname, _options, callback) => {
      const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };

  const sendTo = async (url: string, options: SenderOptions) => {
    const sender = createSender({ timeoutMilliseconds: 300, ...options });
    try {
      return await sender.send({ url, mode: "test", headers: {}, body: "{}" });
    } finally {
      sender.close();
    }
  };
  const port = () => new URL(receiver.url).port;

  it.each([
    [["127.0.0.1"]],
    [["10.0.0.1"]],
    [["169.254.169.254"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["64:ff9b::7f00:1"]],
    [["1.1.1.1", "127.0.0.1"]],
    [["2606:4700::1111", "::1"]],
  ])("that leads to %j is not connected to", async (addresses) => {
    const outcome = await sendTo(`https://rebind.example:${port()}/`, { ...strict, resolve: resolving(addresses) });
    expect(outcome).toMatchObject({ status: null, error: "address_refused" });
    expect(receiver.received).toEqual([]);
  });

  it("is resolved once for a connection: what is checked is what is connected to", async () => {
    let times = 0;
    const answer = resolving(["192.0.2.1"]);
    const resolve: LookupFunction = (...args) => {
      times++;
      answer(...args);
    };
    await sendTo("https://rebind.example/", { ...loose, resolve });
    expect(times).toBe(1);
  });

  it("that answers another address the second time is checked the second time, too", async () => {
    const sender = createSender({
      ...strict,
      timeoutMilliseconds: 200,
      resolve: resolving(["2001:4860::1"], ["127.0.0.1"]),
    });
    const message = { url: `https://rebind.example:${port()}/`, mode: "test", headers: {}, body: "{}" } as const;
    await sender.send(message);
    expect(await sender.send(message)).toMatchObject({ error: "address_refused" });
    expect(receiver.received).toEqual([]);
    sender.close();
  });

  it("that leads nowhere is told as such", async () => {
    const resolve: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), "", 0);
    expect(await sendTo("https://nowhere.example/", { ...strict, resolve })).toMatchObject({ error: "name_not_found" });
  });

  it("is not asked for an address that is written as a number: that is refused as it stands", async () => {
    const outcome = await sendTo(`https://127.0.0.1:${port()}/`, strict);
    expect(outcome).toMatchObject({ status: null, error: "address_refused" });
  });

  it("of a server that speaks no TLS is not spoken to", async () => {
    const outcome = await sendTo(`https://127.0.0.1:${port()}/`, loose);
    expect(outcome).toMatchObject({ status: null, error: "tls_failed" });
  });
});
