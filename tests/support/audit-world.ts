import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { systemActor } from "@/lib/access/actor";
import { appendEvents } from "@/lib/audit/append-events";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** An event of a subject of its own, with something that it can be found by. */
export function someEvent(): AuditEvent {
  return {
    type: "sign_in.refused",
    subject: { type: "sign_in", id: newId() },
    newSubject: true,
    reasonCode: "a_reason",
  };
}

/** Writes events as the write door does, in one transaction. */
export async function writeEvents(count: number, eventOf: () => AuditEvent = someEvent): Promise<void> {
  const events = Array.from({ length: count }, eventOf);
  await database.$transaction((tx) => appendEvents(tx, systemActor("test"), newId(), events), { timeout: 60_000 });
}

/** An event of 20 KB that no compression makes smaller. */
export function bulkyEvent(): AuditEvent {
  return { ...someEvent(), detail: { filler: randomBytes(15_000).toString("base64") } };
}

/** Does something as the owner of the test's database: what the application's role may not. */
export async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: ownerUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const ownerUrl = (): string => process.env.DATABASE_URL ?? "";
