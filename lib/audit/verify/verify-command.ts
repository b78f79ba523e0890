import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CannotCheck } from "@/lib/audit/verify/digests";
import { reportText } from "@/lib/audit/verify/report-text";
import { verifyPath } from "@/lib/audit/verify/verify-path";

/** The program `verify.mjs`, which comes with every bundle. */

const usage = `Verifies an audit bundle (a tar file or a folder) or a receipt of Countersign. It needs Node 22 or later, no network and nothing else.

  node verify.mjs BUNDLE [--key KEY]... [--anchor FILE]... [--origin NAME] [--json]

  --key KEY      a verifier key (name+id+key) or its fingerprint that you have from a source that you trust
  --anchor FILE  checkpoints that were kept outside: an anchor's file, an e-mail, notes
  --origin NAME  the log that it should be of
  --json         the outcome as JSON

Exit code: 0 valid, 1 not valid, 2 nothing could be verified.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: "string", multiple: true, default: [] },
      anchor: { type: "string", multiple: true, default: [] },
      origin: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [target] = positionals;
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (target === undefined || positionals.length > 1) {
    process.stderr.write(usage);
    return 2;
  }
  const anchors = await Promise.all(values.anchor.map((file) => readFile(file, "utf8")));
  const asked = { keys: values.key, origin: values.origin ?? null, anchors };
  const verification = await verifyPath(target, asked, process.stderr.isTTY ? showProgress() : undefined);
  process.stdout.write(`${values.json ? JSON.stringify(verification, null, 2) : reportText(verification)}\n`);
  return verification.verdict.startsWith("valid") ? 0 : 1;
}

function showProgress(): (done: number, total: number) => void {
  let shown = -1;
  return (done, total) => {
    const percent = Math.floor((100 * done) / total);
    if (percent === shown) return;
    shown = percent;
    process.stderr.write(done === total ? "\r\x1b[K" : `\rVerified ${percent} %`);
  };
}

process.exitCode = await main().catch((error: NodeJS.ErrnoException) => {
  const known = error instanceof CannotCheck || error.code !== undefined;
  process.stderr.write(`${known ? error.message : error.stack}\n`);
  return 2;
});
