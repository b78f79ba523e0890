import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

/**
 * A process that sends items of a use case of its own, a batch after the other on several lines, for as many seconds as its
 * argument says; tells its parent how many it sent, how many audit events that made, and how long it took.
 */
const [duration = "10"] = process.argv.slice(2);
const lines = 2;
const inBatch = 100;

const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
let sent = 0;
const sendBatch = async () => {
  const items = Array.from({ length: inBatch }, () => letter(`item-${sent++}`, 0.99));
  await submitItems(system, { useCaseId, items });
};
// The compiler and the planner warm up on some that do not count.
for (let round = 0; round < 10; round++) await sendBatch();
await submitAll(useCaseId, [letter("checked", 0.99)]);

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
