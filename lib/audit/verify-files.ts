import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";

const folder = "lib/platform/generated/verifier";

export type VerifierFile = "verify.mjs" | "verify.html";

/** The verifier as files that need nothing else, made of lib/audit/verify when the packages are installed. */
export async function verifyFiles(): Promise<Record<VerifierFile, string>> {
  const read = (name: VerifierFile) => readFile(path.resolve(folder, name), "utf8");
  return { "verify.mjs": await read("verify.mjs"), "verify.html": await read("verify.html") };
}
