import type { Command } from "commander";
import type { Scope } from "@/lib/access/actor";
import { scopes } from "@/lib/access/actor";
import { createKey } from "@/lib/access/create-key";
import { collect, context, say } from "@/lib/cli/command-line";

interface KeyOptions {
  name: string;
  scopes: string[];
  requestsPerMinute?: string;
}

async function create({ name, scopes: chosen, requestsPerMinute }: KeyOptions): Promise<void> {
  const created = await createKey(context, {
    name,
    scopes: chosen as Scope[],
    ...(requestsPerMinute !== undefined && { requestsPerMinute: Number(requestsPerMinute) }),
  });
  say(`Created the key "${created.name}" with ${created.scopes.join(", ")}.`);
  say(`Key, shown this once: ${created.key}`);
  if (created.scopes.includes("audit:read")) {
    say(
      "It reads the audit log, but cannot ask for exports: nobody would answer for them. Make such a key at Admin, API keys.",
    );
  }
}

export function addKeyCommands(program: Command): void {
  const key = program.command("key").description("Keys of the HTTP API");
  key
    .command("create")
    .description("Create a key")
    .requiredOption("--name <name>", "what it is for")
    .requiredOption("--scopes <scopes>", `with commas: ${scopes.join(",")}`, collect)
    .option("--requests-per-minute <number>", "the installation's default unless given")
    .action(create);
}
