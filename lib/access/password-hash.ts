import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** argon2id (the library's default) with 46 MiB, one pass, one lane. */
const cost = { memoryCost: 46 * 1024, timeCost: 1, parallelism: 1 };

/** A hash of no password that anybody knows, made once per process. */
let nobodysHash: Promise<string> | undefined;

/** The argon2id hash to store for a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/**
 * Whether the password belongs to the hash. Where there is no hash (unknown user, no password set) the same work is
 * done on a dummy, so that the time taken tells nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword(crypto.randomUUID());
  const matches = await verify(stored ?? (await nobodysHash), password);
  return stored !== null && matches;
}
