import { submitItems } from "@/lib/items/submit-items";
import { letter, system } from "@/tests/support/supplied-use-case";

/** A process of its own that submits items to a use case, one small batch after the other, until it is told to stop. */

const [useCaseId = "", name = ""] = process.argv.slice(2);
let stopped = false;
process.once("message", () => {
  stopped = true;
});

let sent = 0;
process.send?.("started");
while (!stopped) {
  const items = Array.from({ length: 5 }, () => letter(`${name}-${sent++}`, 0.99));
  await submitItems(system, { useCaseId, items });
}
process.send?.(sent, () => process.exit(0));
