import "server-only";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";
import { env } from "@/lib/platform/env";

/** A request was not sent, because of where it would have gone. `message` says so in a sentence. */
export class EgressRefused extends Error {
  override name = "EgressRefused";
}

/** All addresses of a host. */
export type ResolveHost = (host: string) => Promise<LookupAddress[]>;

export interface EgressOptions {
  /** Connections to one host at once. */
  connections: number;
  /** An answer's body is cut off beyond this. */
  answerLimitBytes: number;
  /** `host` or `host:port`; those of EGRESS_ALLOWED_HOSTS unless given. */
  allowedHosts?: readonly string[];
  /** The system's own unless given. */
  resolve?: ResolveHost;
}

/** Public by number, but a cloud's own service for the machine that asks. */
const innerAddresses = ["168.63.129.16"];

/**
 * Whether an address is one of the public Internet: not loopback, link-local (where clouds keep their metadata), private,
 * shared, multicast, reserved or a tunnel into any of these; an IPv4 address in IPv6 clothes counts as what it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast" || innerAddresses.includes(parsed.toString())) return false;
  // Of IPv6 only 2000::/3 is given out; the rest has no business here (::127.0.0.1, for one).
  return parsed.kind() === "ipv4" || parsed.match(ipaddr.parse("2000::"), 3);
}

const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");

function isAllowed(allowedHosts: readonly string[], host: string, port: string): boolean {
  const withPort = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return allowedHosts.some((entry) => {
    const allowed = entry.toLowerCase();
    return bare(allowed) === host || allowed === withPort;
  });
}

function refusal(host: string): EgressRefused {
  return new EgressRefused(`${host} is not on the public Internet. The operator can allow it in EGRESS_ALLOWED_HOSTS.`);
}

/** What the address says by itself about where it leads. */
const placeOf = ({ hostname, port, protocol }: Pick<URL, "hostname" | "port" | "protocol">) => ({
  host: bare(hostname),
  port: port || (protocol === "https:" ? "443" : "80"),
});

/**
 * Why something should never be sent to this address, in a sentence, as far as can be said without asking a name server;
 * null: it may be tried. Over plain http anybody on the way could read it, so that is for hosts that the operator allowed.
 */
export function outrightRefusal(url: URL, allowedHosts: readonly string[] = env.egressAllowedHosts): string | null {
  const { host, port } = placeOf(url);
  if (isAllowed(allowedHosts, host, port)) return null;
  if (host === "localhost" || (ipaddr.isValid(host) && !isPublicAddress(host))) return refusal(host).message;
  if (url.protocol === "https:") return null;
  return "The address must start with https://, so that nobody on the way reads what is sent. The operator can allow a host without it in EGRESS_ALLOWED_HOSTS.";
}

/** Hands out a host's addresses if all of them are public. What was checked is what is connected to. */
function checkedLookup(resolve: ResolveHost): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(new Error(`${host} has no address.`), "");
        else if (!addresses.every(({ address }) => isPublicAddress(address))) callback(refusal(host), "");
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, ""),
    );
  };
}

/**
 * For requests to addresses that people or callers enter: connects to public addresses only, unless the operator allowed
 * the host (security line 32). The name is resolved once for each connection, and the connection goes to the very
 * address that was checked. Redirects are not followed: their answer is handed back.
 */
export function egressAgent(options: EgressOptions): Agent {
  const allowedHosts = options.allowedHosts ?? env.egressAllowedHosts;
  const resolve = options.resolve ?? ((host) => lookup(host, { all: true }));
  const connectFreely = buildConnector({});
  const connectChecked = buildConnector({ lookup: checkedLookup(resolve) } as buildConnector.BuildOptions);
  return new Agent({
    connections: options.connections,
    pipelining: 1,
    maxResponseSize: options.answerLimitBytes,
    connect: (target, callback) => {
      const { host, port } = placeOf(target);
      if (target.protocol !== "http:" && target.protocol !== "https:") {
        callback(new EgressRefused("Only http and https addresses are asked."), null);
      } else if (isAllowed(allowedHosts, host, port)) {
        connectFreely(target, callback);
      } else if (ipaddr.isValid(host) && !isPublicAddress(host)) {
        // An address needs no resolving, so the lookup below would never be asked.
        callback(refusal(host), null);
      } else {
        connectChecked(target, callback);
      }
    },
  });
}
