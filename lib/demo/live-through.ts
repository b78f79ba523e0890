import "server-only";
import { systemActor, type UserActor } from "@/lib/access/actor";
import type { DemoItem } from "@/lib/demo/demo-streams";
import { settleOld } from "@/lib/demo/simulated-adjudicator";
import { workShift } from "@/lib/demo/simulated-reviewers";
import { simulatedTime } from "@/lib/demo/simulated-time";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { settleReviews } from "@/lib/items/settle-reviews";
import { submitItems } from "@/lib/items/submit-items";
import { env } from "@/lib/platform/env";
import { changePolicy } from "@/lib/policies/change-policy";
import { seededRandom } from "@/lib/statistics/seeded-random";

/** One stretch of the demo's past. */
export interface Chapter {
  /** Hours before now at which it starts and ends. */
  from: number;
  to: number;
  /** What the policy becomes at its start. */
  changes: Partial<PolicySettings> | null;
  reason: string;
  /** How many items arrive, spread evenly. */
  items: number;
  /** Reviews done, as a share of the items that arrive. */
  diligence: number;
}

const context = { actor: systemActor("demo") };
const hour = 3_600_000;
const hoursBetweenArrivals = 4;
/** Fewer than come up: some wait for whoever opens the queue. */
const mostSettled = 1;

interface Life {
  useCaseId: string;
  story: readonly Chapter[];
  stream: readonly DemoItem[];
  reviewers: readonly UserActor[];
  adjudicator: UserActor;
  seed: number;
}

/** Plays a story with the same verbs as everybody's present, at simulated times: items arrive, people review, verdicts settle. */
export async function liveThrough({ useCaseId, story, stream, reviewers, adjudicator, seed }: Life): Promise<void> {
  const random = seededRandom(seed);
  const truth = new Map(stream.map((item) => [item.externalId, item.outcome]));
  const outcomes = [...new Set(truth.values())].sort();
  const now = Date.now();
  let sent = 0;
  for (const chapter of story) {
    const { from, to, changes, reason, diligence } = chapter;
    if (changes !== null) {
      simulatedTime.set(new Date(now - from * hour));
      await changePolicy(context, { useCaseId, changes, reason });
    }
    const arrivals = Math.max(1, Math.round((from - to) / hoursBetweenArrivals));
    for (let arrival = 0; arrival < arrivals; arrival++) {
      const until = sent + Math.round(chapter.items / arrivals);
      const bodies = stream.slice(sent, until).map(({ externalId, input }) => ({ externalId, input, tags: ["demo"] }));
      sent = until;
      let at = new Date(now - (from - ((from - to) * arrival) / arrivals) * hour + 5 * 60_000);
      simulatedTime.set(at);
      const results = await submitItems(context, { useCaseId, items: bodies, simulated: true });
      const itemIds = results.flatMap((result) => (result.ok ? [result.item.id] : []));
      if (changes?.mode === "shadow") await recordBackgroundPredictions(context, { useCaseId, itemIds });
      const most = Math.ceil((bodies.length * diligence) / reviewers.length);
      at = new Date(at.getTime() + 15 * 60_000);
      for (const reviewer of reviewers) {
        at = await workShift({ reviewer, useCaseId, most, from: at, truth, outcomes, random });
      }
      at = await settleOld({ adjudicator, useCaseId, most: mostSettled, from: at, truth, random });
      simulatedTime.set(new Date(at.getTime() + (env.undoSeconds + 1) * 1000));
      await settleReviews(context, { limit: 5000 });
    }
  }
  simulatedTime.end();
}
