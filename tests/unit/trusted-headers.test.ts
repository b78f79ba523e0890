import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { settleHeaders } from "@/lib/platform/trusted-headers";

function settled(
  headers: IncomingHttpHeaders,
  connection: { remoteAddress?: string; proxies?: number; publicUrl?: string } = {},
): IncomingHttpHeaders {
  const { remoteAddress = "192.0.2.9", proxies = 0, publicUrl } = connection;
  settleHeaders(headers, { remoteAddress, proxies, publicUrl });
  return headers;
}

describe("settleHeaders", () => {
  it("believes the connection, not the client", () => {
    const claims = { "x-forwarded-for": "1.2.3.4", "x-client-address": "1.2.3.4", forwarded: "for=1.2.3.4" };
    expect(settled({ ...claims, host: "own" })).toEqual({ host: "own", "x-client-address": "192.0.2.9" });
  });

  it("drops a claimed host and protocol", () => {
    const claims = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "1" };
    expect(settled(claims)).toEqual({ "x-client-address": "192.0.2.9" });
  });

  it("takes host and protocol from the public address", () => {
    const headers = settled({ "x-forwarded-host": "evil.example" }, { publicUrl: "https://cs.example.org:8443" });
    expect(headers).toMatchObject({ "x-forwarded-host": "cs.example.org:8443", "x-forwarded-proto": "https" });
  });

  it.each([
    [1, "203.0.113.7", "203.0.113.7"],
    [1, "6.6.6.6, 203.0.113.7", "203.0.113.7"],
    [2, "6.6.6.6, 203.0.113.7, 10.0.0.1", "203.0.113.7"],
    [3, "203.0.113.7", "203.0.113.7"],
    [1, undefined, "192.0.2.9"],
    [1, " , ", "192.0.2.9"],
  ])("behind %i proxies, %s means %s", (proxies, forwardedFor, address) => {
    const headers = settled(forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor }, { proxies });
    expect(headers["x-client-address"]).toBe(address);
  });
});
