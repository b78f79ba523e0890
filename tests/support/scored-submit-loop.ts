import { submitItems } from "@/lib/items/submit-items";
import { keepChampionsWarm } from "@/lib/policies/keep-champions-warm";
import { scored } from "@/tests/support/scored-use-case";
import { system } from "@/tests/support/supplied-use-case";

/** A process of its own that does what a web process does with items, one small batch after the other, until it is told to stop. */

const [useCaseId = "", name = ""] = process.argv.slice(2);
let stopped = false;
process.once("message", () => {
  stopped = true;
});

keepChampionsWarm();
let sent = 0;
const failed: string[] = [];
process.send?.("started");
while (!stopped) {
  const items = Array.from({ length: 3 }, () => scored(`${name}-${sent++}`, 0.99));
  const results = await submitItems(system, { useCaseId, items });
  failed.push(...results.flatMap((result) => (result.ok ? [] : [result.error.message])));
}
process.send?.({ sent, failed }, () => process.exit(0));
