import { setTimeout as sleep } from "node:timers/promises";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { publishCheckpoint } from "@/lib/audit/tree/publish-checkpoint";
import { signCheckpoint } from "@/lib/audit/tree/sign-checkpoint";
import { exitWithParent } from "@/lib/platform/exit-with-parent";
import { writeEvents } from "@/tests/support/audit-world";

/**
 * A process that does what the worker does for the audit log, or (`write`) what a web process does, over and over, whatever
 * fails. For tests that kill it, or the database under it.
 */
exitWithParent();
const work = {
  seal: [() => sequenceEvents(300), signCheckpoint, publishCheckpoint],
  write: [() => writeEvents(1 + Math.floor(Math.random() * 40))],
};
const [role] = process.argv.slice(2);
process.send?.("ready");
for (;;) {
  for (const step of role === "write" ? work.write : work.seal) {
    try {
      await step();
      process.send?.("done");
    } catch {
      await sleep(20);
    }
  }
  await sleep(20);
}
