import "server-only";
import type { KeyActor, Scope } from "@/lib/access/actor";
import { hashKey } from "@/lib/access/hash-key";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { naturalBatch } from "@/lib/platform/natural-batch";

interface CountedKey {
  hash: string;
  id: string;
  name: string;
  scopes: Scope[];
  requestsPerMinute: number | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Requests of this minute, those that were asked for included. 0: the key cannot be used. */
  requests: number;
}

const keyPattern = /^cs_[A-Za-z0-9_-]{43}$/;

const refused = (message: string) => new AppError("invalid_key", message);

/** Looks the keys up and counts their requests in this minute's window, in one statement, in one order for all. */
async function countRequests(asked: ReadonlyMap<string, number>, now: Date): Promise<Map<string, CountedKey>> {
  const minute = new Date(now.getTime() - (now.getTime() % 60_000));
  const hashes = JSON.stringify([...asked].map(([hash, requests]) => ({ hash, requests })));
  const rows = await database.$queryRaw<CountedKey[]>`/* prepared */
    WITH found AS (
      SELECT a.hash, a.requests AS asked, k.*
      FROM json_to_recordset(${hashes}::json) AS a(hash text, requests int)
      JOIN api_key k ON k.key_sha256 = decode(a.hash, 'hex')
    ), counted AS (
      INSERT INTO api_key_window AS w (api_key_id, minute, requests)
      SELECT id, ${minute.toISOString()}::timestamptz, asked FROM found
      WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now.toISOString()}::timestamptz)
      ORDER BY id
      ON CONFLICT (api_key_id, minute) DO UPDATE SET requests = w.requests + EXCLUDED.requests
      RETURNING api_key_id, requests
    )
    SELECT f.hash, f.id, f.name, f.scopes, f.requests_per_minute AS "requestsPerMinute", f.expires_at AS "expiresAt",
           f.revoked_at AS "revokedAt", coalesce(c.requests, 0) AS requests
    FROM found f LEFT JOIN counted c ON c.api_key_id = f.id`;
  // Each key's first request of a minute clears its past away; some minutes stay, for replicas whose clocks are behind.
  const opened = rows.filter((row) => row.requests > 0 && row.requests === asked.get(row.hash)).map((row) => row.id);
  if (opened.length > 0) {
    const past = new Date(minute.getTime() - 5 * 60_000);
    await database.apiKeyWindow.deleteMany({ where: { apiKeyId: { in: opened }, minute: { lt: past } } });
  }
  return new Map(rows.map((row) => [row.hash, row]));
}

function toActor(row: CountedKey): KeyActor {
  return { kind: "api_key", id: row.id, name: row.name, scopes: new Set(row.scopes), auth: "api_key" };
}

/** One entry per request, each a key's hash in hex. Requests beyond a key's limit are the last ones in the group. */
async function authenticateAll(hashes: readonly string[]): Promise<(KeyActor | AppError)[]> {
  const now = clock.now();
  const asked = new Map<string, number>();
  for (const hash of hashes) asked.set(hash, (asked.get(hash) ?? 0) + 1);
  const keys = await countRequests(asked, now);
  const served = new Map<string, number>();
  return hashes.map((hash) => {
    const key = keys.get(hash);
    if (key === undefined) return refused("This API key is not known here. Check that it was copied whole.");
    if (key.revokedAt !== null) return refused("This API key was revoked. Ask an admin for a new one.");
    if (key.requests === 0) return refused("This API key has expired. Ask an admin for a new one.");
    const place = key.requests - (asked.get(hash) ?? 0) + (served.get(hash) ?? 0) + 1;
    served.set(hash, (served.get(hash) ?? 0) + 1);
    const most = key.requestsPerMinute ?? env.apiRequestsPerMinute;
    if (place <= most) return toActor(key);
    const retryAfter = Math.ceil((60_000 - (now.getTime() % 60_000)) / 1000);
    const message = `This key may make ${most} requests a minute. Try again in ${retryAfter} s, or send items in batches.`;
    return new AppError("too_many_requests", message, { retryAfter });
  });
}

const authenticate = naturalBatch<string, KeyActor>({ most: 256, run: authenticateAll });

/**
 * Who an `Authorization` header stands for, and counts the request. Throws `invalid_key` (missing, malformed, unknown,
 * expired, revoked) and `too_many_requests`. Asks the database each time, so a revoked key ends with the next request.
 */
export async function authenticateKey(authorization: string | null | undefined): Promise<KeyActor> {
  if (authorization === null || authorization === undefined) {
    throw refused("An API key is missing. Send it as the header Authorization: Bearer cs_...");
  }
  const [scheme = "", key = "", ...rest] = authorization.trim().split(/ +/);
  if (scheme.toLowerCase() !== "bearer" || rest.length > 0 || !keyPattern.test(key)) {
    throw refused("This is no API key. Send it as the header Authorization: Bearer cs_...");
  }
  return authenticate(Buffer.from(hashKey(key)).toString("hex"));
}
