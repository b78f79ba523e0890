import { subscribe } from "node:diagnostics_channel";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { env } from "@/lib/platform/env";
import { readableAddress } from "@/lib/platform/readable-address";

/** Where the rest of the application finds the address of the client that sent a request. */
export const clientAddressHeader = "x-client-address";

const forwardingHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"];

/**
 * Replaces what a client may have claimed about itself. The client's address is that of the connection or, behind
 * `proxies` reverse proxies, the entry of X-Forwarded-For that the outermost of them wrote. Host and protocol as seen
 * by the browser come from the public address alone.
 */
export function settleHeaders(
  headers: IncomingHttpHeaders,
  connection: { remoteAddress: string | undefined; proxies: number; publicUrl: string | undefined },
): void {
  const { remoteAddress, proxies, publicUrl } = connection;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const addresses = forwarded.map((address) => address.trim()).filter((address) => address !== "");
  const claimed = proxies === 0 ? undefined : (addresses.at(-proxies) ?? addresses[0]);
  for (const name of forwardingHeaders) delete headers[name];
  headers[clientAddressHeader] = claimed ?? remoteAddress ?? "unknown";
  if (publicUrl === undefined) return;
  const seen = new URL(publicUrl);
  headers["x-forwarded-host"] = seen.host;
  headers["x-forwarded-proto"] = seen.protocol.replace(":", "");
}

/** Settles the headers and the address of every request that this process's HTTP servers take, before anybody reads them. */
export function settleIncomingHeaders(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.url = readableAddress(request.url ?? "/");
    settleHeaders(request.headers, {
      remoteAddress: request.socket.remoteAddress,
      proxies: env.trustedProxies,
      publicUrl: env.publicUrl,
    });
  });
}
