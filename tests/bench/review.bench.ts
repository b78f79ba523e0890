import type { UserActor } from "@/lib/access/actor";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";

const few = 1_000;
const many = 100_000;
const rounds = 200;
const warmUp = 20;

/** The desk's next item, from a short queue and from a long one. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const queues = { few: await queueOf(few), many: await queueOf(many) };
  const times = { few: [] as number[], many: [] as number[] };
  // Taken in turns, so that whatever else the machine does weighs on both alike; the first rounds warm up.
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const size of ["few", "many"] as const) {
      const ms = await nextItemMs(queues[size]);
      if (round >= warmUp) times[size].push(ms);
    }
  }
  const p95 = { few: percentile95(times.few), many: percentile95(times.many) };
  const detail = `p95 ${p95.many.toFixed(1)} ms with ${many.toLocaleString("en-GB")} pending, ${p95.few.toFixed(1)} ms with ${few.toLocaleString("en-GB")}`;
  return [
    { name: "review: 50 ms against the next item's p95 from the long queue", ratio: 50 / p95.many, limit: 1, detail },
    {
      name: "review: next item from a short queue against a long one",
      ratio: p95.few / p95.many,
      limit: 1 / 1.5,
      detail,
    },
  ];
}

interface Queue {
  useCaseId: string;
  actor: UserActor;
}

/** Claims the next item and gives a verdict on it, so that the queue moves on; answers with the claim's time. */
async function nextItemMs({ useCaseId, actor }: Queue): Promise<number> {
  const started = performance.now();
  const item = await claimNextReview({ actor }, { useCaseId, loaded: [] });
  const ms = performance.now() - started;
  if (item === null) throw new Error("The queue is empty.");
  await answerReview({ actor }, { useCaseId, reviewId: item.reviewId, answer: { outcome: "no" }, note: "" });
  return ms;
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

/** A queue with that many pending items of mixed priority and reveal, and a reviewer who has passed some on. */
async function queueOf(count: number): Promise<Queue> {
  const { id: useCaseId } = await makeUseCase();
  const actor = await makeReviewer(useCaseId);
  const policy = await database.policy.findFirstOrThrow({ where: { inForceOf: { id: useCaseId } } });
  const model = await database.modelVersion.create({
    data: { id: newId(), useCaseId, version: 1, name: "Bench", backend: "supplied", createdAt: new Date() },
  });
  await database.$executeRaw`
    INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, tags, created_at, route, mode,
                      policy_id, model_version_id, status)
    SELECT gen_random_uuid(), ${useCaseId}::uuid, 'bench-' || n, jsonb_build_object('note', repeat('A bird was seen. ', 10),
           'speed', n % 300), '{}', sha256(n::text::bytea), sha256(n::text::bytea), '{}', now(), '{"fallback": false}',
           'ai_assist', ${policy.id}::uuid, ${model.id}::uuid, 'in_review'
    FROM generate_series(1, ${count}::int) n`;
  await database.$executeRaw`
    INSERT INTO prediction (id, item_id, model_version_id, role, outcome, confidence, latency_ms, runtime, created_at)
    SELECT gen_random_uuid(), id, ${model.id}::uuid, 'champion', 'yes', 0.75, 1, 'bench', now()
    FROM item WHERE use_case_id = ${useCaseId}::uuid`;
  await database.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, created_at)
    SELECT gen_random_uuid(), id, use_case_id, 'decide', 'open',
           (ARRAY['before', 'after', 'never']::reveal[])[1 + floor(random() * 3)::int], floor(random() * 3)::int, now()
    FROM item WHERE use_case_id = ${useCaseId}::uuid`;
  await database.$executeRaw`
    INSERT INTO review_skip (review_id, user_id, skipped_at)
    SELECT id, ${actor.id}::uuid, now() FROM review WHERE use_case_id = ${useCaseId}::uuid
    ORDER BY priority DESC, id LIMIT 50`;
  return { useCaseId, actor };
}
