import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { systemActor } from "@/lib/access/actor";
import { AppError } from "@/lib/platform/errors";
import { slugSchema } from "@/lib/use-cases/definition-schema";
import { findUseCaseBySlug, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Whoever can run this already holds the database: commands act as the installation. */
export const context = { actor: systemActor("cli") };

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A file's bytes; `-` is standard input. */
export async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(file === "-" ? await buffer(process.stdin) : await readFile(file));
  } catch (error) {
    throw new AppError("invalid_input", `${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** A file's text; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}

/** The use case of a slug, or an error that says so. */
export async function requireSlug(slug: string): Promise<UseCaseRecord> {
  const useCase = slugSchema.safeParse(slug).success ? await findUseCaseBySlug(slug) : null;
  if (useCase === null) throw new AppError("not_found", `There is no use case "${slug}".`);
  return useCase;
}

/** For options that may be given several times, or hold several values with commas. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(",").map((part) => part.trim())].filter((part) => part !== "");
}
