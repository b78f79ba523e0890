import "server-only";
import type { Actor, Scope } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** An API key as admins see it. */
export interface KeyView {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  requestsPerMinute: number | null;
  state: "active" | "expired" | "revoked";
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
}

/** The newest 500 keys; without `all`, those that can still be used. */
export async function listKeys(actor: Actor, { all }: { all: boolean }): Promise<KeyView[]> {
  authorize(actor, "key.manage", null);
  const now = clock.now();
  const rows = await database.apiKey.findMany({
    ...(!all && { where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } }),
    include: { createdBy: { select: { name: true } }, windows: { orderBy: { minute: "desc" }, take: 1 } },
    orderBy: { id: "desc" },
    take: 500,
  });
  return rows.map(({ createdBy, windows, scopes, keySha256: _hash, createdById: _creator, ...row }) => ({
    ...row,
    scopes: scopes as Scope[],
    state: row.revokedAt !== null ? "revoked" : row.expiresAt !== null && row.expiresAt <= now ? "expired" : "active",
    createdBy: createdBy?.name ?? null,
    lastUsedAt: windows[0]?.minute ?? null,
  }));
}
