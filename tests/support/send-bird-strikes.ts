import { randomUUID } from "node:crypto";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { readDemoAccess } from "@/tests/support/instance";

/** Sends reports to a use case that takes them, enough that at least so many are left to people (about a third is not). */
export async function sendBirdStrikes(base: string, slug: string, forPeople: number): Promise<void> {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const { stream } = splitBirdStrikes(await readBirdStrikes());
  // New items each time, also where a journey is tried again.
  const series = randomUUID().slice(0, 4);
  const items = stream
    .slice(-3 * forPeople)
    .map(({ externalId, input }) => ({ externalId: `speed-${series}-${externalId}`, input }));
  const answer = await fetch(`${base}/api/v1/use-cases/${slug}/items/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ items }),
  });
  const { results } = (await answer.json()) as { results: { status: string }[] };
  const left = results.filter(({ status }) => status === "in_review").length;
  if (left < forPeople) throw new Error(`Only ${left} of ${items.length} reports were left to people.`);
}
