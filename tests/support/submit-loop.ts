import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { automatedBirdStrikes } from "@/tests/support/bird-strike-use-case";
import { letter, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

/**
 * A process that sends items of a use case of its own, a batch after the other on several lines, for as many seconds as its
 * first argument says; tells its parent how many it sent, how many audit events that made, and how long it took. Its second
 * argument says what it sends: `reports` of bird strikes, answered by the demo's model, or the smallest `letters`, whose
 * answers come with them. All are automated.
 */
const [duration = "10", what = "letters"] = process.argv.slice(2);
const lines = 2;
const inBatch = 100;

const { useCaseId, body } = what === "reports" ? await reports() : await letters();
let sent = 0;
const sendBatch = async () => {
  const items = Array.from({ length: inBatch }, () => body(sent++));
  const results = await submitItems(system, { useCaseId, items });
  for (const result of results) if (!result.ok) throw result.error;
};
// The compiler and the planner warm up on some that do not count.
for (let round = 0; round < 10; round++) await sendBatch();

const before = { sent, events: await database.auditEvent.count() };
const started = performance.now();
const ends = started + Number(duration) * 1000;
await Promise.all(
  Array.from({ length: lines }, async () => {
    while (performance.now() < ends) await sendBatch();
  }),
);
const seconds = (performance.now() - started) / 1000;
const events = (await database.auditEvent.count()) - before.events;
process.send?.({ sent: sent - before.sent, events, seconds }, () => process.exit(0));

async function reports() {
  const { useCaseId, report } = await automatedBirdStrikes();
  return { useCaseId, body: report };
}

async function letters() {
  const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  return { useCaseId, body: (number: number) => letter(`item-${number}`, 0.99) };
}
