import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EgressRefused, egressAgent, isPublicAddress, type ResolveHost } from "@/lib/platform/egress";

let server: Server;
let port: number;
let asked = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    if (request.url === "/redirect") response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" });
    response.end("inner");
  });
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const options = { connections: 1, answerLimitBytes: 1000 };

async function ask(url: string, more: { allowedHosts?: string[]; resolve?: ResolveHost } = {}) {
  const agent = egressAgent({ ...options, allowedHosts: [], ...more });
  const { origin, pathname } = new URL(url);
  try {
    const answer = await agent.request({ origin, path: pathname, method: "GET" });
    return { status: answer.statusCode, text: await answer.body.text() };
  } finally {
    await agent.destroy();
  }
}

const addresses = (...list: string[]): LookupAddress[] =>
  list.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("addresses", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["0.0.0.0", "this machine"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["169.254.169.254", "link-local, metadata"],
    ["100.64.0.1", "shared"],
    ["100.100.100.200", "a cloud's metadata"],
    ["168.63.129.16", "a cloud's inner service"],
    ["192.0.0.192", "a cloud's metadata"],
    ["198.18.0.1", "benchmarks"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["::", "this machine"],
    ["::1", "loopback"],
    ["::127.0.0.1", "IPv4 in old clothes"],
    ["::ffff:127.0.0.1", "IPv4-mapped"],
    ["::ffff:a9fe:a9fe", "IPv4-mapped metadata"],
    ["64:ff9b::7f00:1", "translated"],
    ["64:ff9b:1::a00:1", "translated, local"],
    ["2002:7f00:1::1", "a tunnel"],
    ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "a tunnel"],
    ["fe80::1", "link-local"],
    ["fc00::1", "unique local"],
    ["fd00:ec2::254", "a cloud's metadata"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
    ["not an address", "no address"],
  ])("%s is not public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a request to an inner address", () => {
  it.each([
    ["plain", "127.0.0.1"],
    ["decimal", "2130706433"],
    ["octal", "0177.0.0.1"],
    ["hexadecimal", "0x7f000001"],
    ["short", "127.1"],
    ["with a dot at the end", "127.0.0.1."],
    ["IPv6", "[::1]"],
    ["mapped", "[::ffff:127.0.0.1]"],
    ["mapped, in hexadecimal", "[::ffff:7f00:1]"],
    ["unspecified", "0.0.0.0"],
    ["by name", "localhost"],
  ])("is refused before anything is sent: %s", async (_, host) => {
    const before = asked;
    await expect(ask(`http://${host}:${port}/`)).rejects.toThrow(EgressRefused);
    await expect(ask(`http://${host}:${port}/`)).rejects.toThrow("EGRESS_ALLOWED_HOSTS");
    expect(asked).toBe(before);
  });

  it("is refused where a name stands for it, alone or among public ones", async () => {
    for (const list of [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]]) {
      const resolve = async () => addresses(...list);
      await expect(ask(`http://models.example:${port}/`, { resolve })).rejects.toThrow(EgressRefused);
    }
  });

  it("is refused when a resolver changes its answer after the check", async () => {
    let turns = 0;
    const connected: string[] = [];
    // Public when it is asked first, inner from then on: whoever checks and connects by name is caught.
    const resolve = async () => {
      turns += 1;
      const list = turns === 1 ? addresses("203.0.114.1") : addresses("127.0.0.1");
      connected.push(list[0]?.address ?? "");
      return list;
    };
    const agent = egressAgent({ ...options, allowedHosts: [], resolve });
    const before = asked;
    const request = () =>
      agent.request({
        origin: `http://rebinding.example:${port}`,
        path: "/",
        method: "GET",
        signal: AbortSignal.timeout(300),
      });
    await expect(request()).rejects.toThrow();
    await expect(request()).rejects.toThrow();
    await agent.destroy();
    expect(asked).toBe(before);
    expect(connected[0]).toBe("203.0.114.1");
  });

  it("asks the resolver once for each connection", async () => {
    let turns = 0;
    const resolve = async () => {
      turns += 1;
      return addresses("127.0.0.1");
    };
    await expect(ask(`http://once.example:${port}/`, { resolve })).rejects.toThrow(EgressRefused);
    expect(turns).toBe(1);
  });
});

describe("what the operator allowed", () => {
  it.each([
    ["host", (at: number) => [`127.0.0.1`, `http://127.0.0.1:${at}/`]],
    ["host and port", (at: number) => [`127.0.0.1:${at}`, `http://127.0.0.1:${at}/`]],
    ["a name", (at: number) => [`LocalHost`, `http://localhost:${at}/`]],
    ["IPv6 and port", (at: number) => [`[::1]:${at}`, `http://[::1]:${at}/`]],
    ["IPv6", (at: number) => [`::1`, `http://[::1]:${at}/`]],
  ] as const)("is asked: %s", async (_, of) => {
    const [allowed = "", url = ""] = of(port);
    expect(await ask(url, { allowedHosts: [allowed] })).toEqual({ status: 200, text: "inner" });
  });

  it("is that port only", async () => {
    const refused = ask(`http://127.0.0.1:${port}/`, { allowedHosts: [`127.0.0.1:${port + 1}`, "other.example"] });
    await expect(refused).rejects.toThrow(EgressRefused);
  });

  it("does not open what it redirects to", async () => {
    const before = asked;
    const answer = await ask(`http://127.0.0.1:${port}/redirect`, { allowedHosts: ["127.0.0.1"] });
    expect(answer.status).toBe(302);
    expect(asked).toBe(before + 1);
  });
});
