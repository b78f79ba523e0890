import { type Command, CommanderError } from "commander";
import { CannotCheck } from "@/lib/audit/verify/digests";
import { reportText } from "@/lib/audit/verify/report-text";
import { verifyPath } from "@/lib/audit/verify/verify-path";
import { collect, readText, say } from "@/lib/cli/command-line";
import { AppError } from "@/lib/platform/errors";

interface VerifyOptions {
  key?: readonly string[];
  anchor?: readonly string[];
  origin?: string;
  json?: true;
}

async function verify(target: string, { key = [], anchor = [], origin, json }: VerifyOptions): Promise<void> {
  const anchors = await Promise.all(anchor.map(readText));
  const verification = await verifyPath(target, { keys: key, origin: origin ?? null, anchors }).catch(
    (error: NodeJS.ErrnoException) => {
      if (!(error instanceof CannotCheck) && error.code === undefined) throw error;
      throw new AppError("invalid_input", error.message, { cause: error });
    },
  );
  say(json ? JSON.stringify(verification, null, 2) : reportText(verification));
  // The report has said it all; only the exit code is left to tell.
  if (!verification.verdict.startsWith("valid")) throw new CommanderError(1, "audit.verify", verification.headline);
}

/** Adds `audit verify`, which says the same as the `verify.mjs` of a bundle. */
export function addAuditVerifyCommand(audit: Command): void {
  audit
    .command("verify <bundle>")
    .description("Verify a bundle (a tar file or a folder) or a receipt")
    .option("--key <key>", "a verifier key, or its fingerprint, from a source that you trust", collect)
    .option("--anchor <file>", "checkpoints that were kept outside", collect)
    .option("--origin <name>", "the log that it should be of")
    .option("--json", "the outcome as JSON")
    .action(verify);
}
