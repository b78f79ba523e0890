import type { Command } from "commander";
import { addAuditKey } from "@/lib/audit/tree/add-audit-key";
import { context, say } from "@/lib/cli/command-line";
import { env } from "@/lib/platform/env";
import { replaceSigningKey } from "@/lib/platform/launcher/secrets";

async function rotate(): Promise<void> {
  const { seed, stored } = await replaceSigningKey(env.dataDir, env.audit.signingKey);
  if (!stored) {
    say("The key in use is given by the environment, so that is where the new one must stand:");
    say(`AUDIT_SIGNING_KEY=${seed}`);
    say("Set it and start Countersign again: the key is listed with the first checkpoint that it signs.");
    return;
  }
  say(`The new key: ${await addAuditKey(context, { seed })}`);
  say("It is listed beside the earlier ones, which old checkpoints need. Start Countersign again to sign with it.");
}

export function addAuditKeyCommands(audit: Command): void {
  audit.command("rotate-key").description("Make a new key for the audit log's checkpoints").action(rotate);
}
