import { api } from "@/lib/api/app";
import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { makeKey } from "@/tests/support/api-client";
import { automatedBirdStrikes } from "@/tests/support/bird-strike-use-case";
import { letter, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

/**
 * A process that takes items of a use case of its own in, a batch after the other on several lines, for as many seconds as
 * its first argument says; tells its parent how many there were, how many audit events that made, and how long it took. Its
 * second argument says what comes in: `reports` of bird strikes, by calls of the API, answered by the demo's model; or the
 * smallest `letters`, by the command alone, with their answers. All are automated.
 */
const [duration = "10", what = "letters"] = process.argv.slice(2);
const lines = 2;
const inBatch = 100;

const takeIn = what === "reports" ? await reports() : await letters();
let sent = 0;
const sendBatch = () => takeIn(Array.from({ length: inBatch }, () => sent++));
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

/** Takes in the items of these numbers. */
type TakeIn = (numbers: readonly number[]) => Promise<void>;

async function reports(): Promise<TakeIn> {
  const { slug, report } = await automatedBirdStrikes();
  const { key } = await makeKey(["items:write"]);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return async (numbers) => {
    const body = JSON.stringify({ items: numbers.map(report) });
    const answer = await api.request(`/api/v1/use-cases/${slug}/items/batch`, { method: "POST", headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
  };
}

async function letters(): Promise<TakeIn> {
  const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  return async (numbers) => {
    const items = numbers.map((number) => letter(`item-${number}`, 0.99));
    for (const result of await submitItems(system, { useCaseId, items })) if (!result.ok) throw result.error;
  };
}
