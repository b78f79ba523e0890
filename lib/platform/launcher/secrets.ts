import { randomBytes } from "node:crypto";
import { chmod, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

/** What must stay the same from start to start, and secret. */
export interface Secrets {
  /** Signs sessions. */
  AUTH_SECRET: string;
  /** Base64 of 32 bytes: encrypts what the database keeps for us but must not read. */
  ENCRYPTION_KEY: string;
  /** Base64 of 32 bytes, the seed of the Ed25519 key that signs the audit log's checkpoints. */
  AUDIT_SIGNING_KEY: string;
  /** Of the embedded Postgres's two roles. */
  DATABASE_OWNER_PASSWORD: string;
  DATABASE_APP_PASSWORD: string;
}

const names = [
  "AUTH_SECRET",
  "ENCRYPTION_KEY",
  "AUDIT_SIGNING_KEY",
  "DATABASE_OWNER_PASSWORD",
  "DATABASE_APP_PASSWORD",
] as const;

/** Takes each secret from the environment, else from DATA_DIR/secrets.json, where it is made at the first start. */
export async function loadSecrets(dataFolder: string): Promise<Secrets> {
  const file = path.join(dataFolder, "secrets.json");
  const kept = await read(file);
  const given: NodeJS.Dict<string> = {
    ...process.env,
    AUTH_SECRET: process.env.AUTH_SECRET || process.env.NEXTAUTH_SECRET,
  };
  const missing = names.filter((name) => !given[name] && !kept[name]);
  for (const name of missing) kept[name] = randomBytes(32).toString(name.endsWith("PASSWORD") ? "base64url" : "base64");
  if (missing.length > 0) await replace(file, JSON.stringify(kept, null, 2));
  const secrets = Object.fromEntries(names.map((name) => [name, given[name] || kept[name]])) as unknown as Secrets;
  for (const name of ["ENCRYPTION_KEY", "AUDIT_SIGNING_KEY"] as const) {
    if (Buffer.from(secrets[name], "base64").length !== 32) {
      throw new Refusal(`${name} must be the base64 of 32 bytes; make one with: openssl rand -base64 32`);
    }
  }
  return secrets;
}

/**
 * Makes a new seed of the key that signs checkpoints, and stores it in DATA_DIR/secrets.json if the one in use stands there.
 * Otherwise the environment gives it, and nothing is stored.
 */
export async function replaceSigningKey(
  dataFolder: string,
  inUse: string | undefined,
): Promise<{ seed: string; stored: boolean }> {
  const file = path.join(dataFolder, "secrets.json");
  const kept = await read(file);
  const seed = randomBytes(32).toString("base64");
  const stored = inUse !== undefined && kept.AUDIT_SIGNING_KEY === inUse;
  if (stored) await replace(file, JSON.stringify({ ...kept, AUDIT_SIGNING_KEY: seed }, null, 2));
  return { seed, stored };
}

async function read(file: string): Promise<Partial<Secrets>> {
  try {
    const text = await readFile(file, "utf8");
    await chmod(file, 0o600);
    return JSON.parse(text) as Partial<Secrets>;
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return {};
    throw new Refusal(`${file} cannot be read; put back the one that this data folder was made with.`, { cause });
  }
}

/** On disk before it counts: a database whose password was lost would be lost too. */
async function replace(file: string, text: string): Promise<void> {
  const draft = await open(`${file}.draft`, "w", 0o600);
  await draft.writeFile(text);
  await draft.sync();
  await draft.close();
  await rename(`${file}.draft`, file);
}
