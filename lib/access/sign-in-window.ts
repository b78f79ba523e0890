import "server-only";
import { createHash } from "node:crypto";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

const windowMs = 15 * 60 * 1000;
const keptMs = 24 * 60 * 60 * 1000;

/** What guesses are counted by: the account that they aim at, or the client that they come from. */
export type GuessSubject = `account:${string}` | `client:${string}`;

/** Guesses in a quarter of an hour before the brake takes hold. An office behind one address shares a client's share. */
const mostFailures = { account: 10, client: 100 } as const;

export interface GuessCount {
  /** The count went over a limit. */
  blocked: boolean;
  /** This very guess was the one that went over. */
  firstBlocked: boolean;
  /** Seconds until counting starts anew. */
  retryAfter: number;
}

const hashOf = (subject: string) => createHash("sha256").update(subject).digest();

/**
 * Counts a guess before it is tried, so that guesses made at once cannot slip past the limit together. In Postgres, so
 * that all replicas count as one.
 */
export async function countGuess(subjects: readonly GuessSubject[]): Promise<GuessCount> {
  const now = clock.now().getTime();
  const window = new Date(Math.floor(now / windowMs) * windowMs);
  await database.$executeRaw`DELETE FROM sign_in_window WHERE "window" < ${new Date(now - keptMs)}`;
  let blocked = false;
  let firstBlocked = false;
  for (const subject of subjects) {
    const most = subject.startsWith("account:") ? mostFailures.account : mostFailures.client;
    const rows = await database.$queryRaw<{ failures: number }[]>`
      INSERT INTO sign_in_window (subject, "window", failures) VALUES (${hashOf(subject)}, ${window}, 1)
      ON CONFLICT (subject, "window") DO UPDATE SET failures = sign_in_window.failures + 1
      RETURNING failures`;
    const failures = rows[0]?.failures ?? 1;
    blocked ||= failures > most;
    firstBlocked ||= failures === most + 1;
  }
  return { blocked, firstBlocked, retryAfter: Math.ceil((window.getTime() + windowMs - now) / 1000) };
}

/** After the right password: the account's guesses are forgotten, and this one does not count against the client. */
export async function forgiveGuess(subjects: readonly GuessSubject[]): Promise<void> {
  const window = new Date(Math.floor(clock.now().getTime() / windowMs) * windowMs);
  for (const subject of subjects) {
    if (subject.startsWith("account:")) {
      await database.$executeRaw`DELETE FROM sign_in_window WHERE subject = ${hashOf(subject)}`;
    } else {
      await database.$executeRaw`
        UPDATE sign_in_window SET failures = failures - 1
        WHERE subject = ${hashOf(subject)} AND "window" = ${window} AND failures > 0`;
    }
  }
}
