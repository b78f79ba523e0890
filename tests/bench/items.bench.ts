import { Client } from "pg";
import type { UserActor } from "@/lib/access/actor";
import type { ItemFilter, ItemPage } from "@/lib/items/item-filter-schema";
import { listItems } from "@/lib/items/item-list-query";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findFlow } from "@/lib/reports/flow-query";
import { countGuardrails } from "@/lib/reports/guardrail-counts-query";
import { findRoutedFlows } from "@/lib/reports/routed-flow-query";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { makeUseCase } from "@/tests/support/item-fixture";

const items = 1_000_000;
const rounds = 20;
const warmUp = 3;
/** The items' span: 100 days up to now, evenly. */
const days = 100;

/** What people ask of the list: nothing, one thing, several; common, rare, old and never; dates; beginnings of ids. */
const filters: readonly ItemFilter[] = [
  {},
  { status: "in_review" },
  { status: "decided" },
  { outcome: "common" },
  { outcome: "rare" },
  { outcome: "never" },
  { decidedBy: "model" },
  { decidedBy: "fallback" },
  { decidedBy: "model", outcome: "rare" },
  { decidedBy: "human", status: "in_review" },
  { mode: "human_only" },
  { mode: "human_only", status: "in_review" },
  { mode: "full_automation", decidedBy: "human", outcome: "rare" },
  { fallback: "yes" },
  { fallback: "yes", outcome: "rare" },
  { fallback: "yes", mode: "human_only" },
  { from: day(60), to: day(58) },
  { from: day(60), to: day(58), outcome: "rare" },
  { from: day(99), to: day(30), decidedBy: "model" },
  { from: day(400), to: day(300), outcome: "common" },
  { externalId: `order-${day(50)}-5000` },
  { externalId: `order-${day(50)}` },
  { externalId: "order" },
  { externalId: "0" },
  { externalId: "0a", outcome: "rare" },
  { externalId: "0a", fallback: "yes" },
  { externalId: "order", outcome: "rare" },
  { externalId: `order-${day(98).slice(0, 7)}`, from: day(20), status: "decided" },
  { externalId: "nothing begins like this" },
  { guardrail: "usual" },
  { guardrail: "rare" },
  { guardrail: "never" },
  { guardrail: "rare", outcome: "rare" },
  { guardrail: "usual", externalId: "0a" },
];

function day(ago: number): string {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
}

/** The Items list of a use case with a million items, under any filter, on any page. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const useCase = await seed();
  const admin: UserActor = { kind: "user", id: newId(), name: "Bench", isAdmin: true, roles: new Map(), auth: "cli" };
  const middle = await database.item.findFirstOrThrow({
    where: { useCaseId: useCase.id, externalId: { endsWith: `-${items / 2}` } },
    select: { id: true },
  });
  const pages: readonly ItemPage[] = [
    { order: "newest" },
    { order: "oldest" },
    { order: "newest", after: middle.id },
    { order: "newest", before: middle.id },
  ];
  const worst = { ms: 0, what: "" };
  for (const filter of filters) {
    for (const page of pages) {
      const ms = await percentile95(() => listItems(admin, useCase, filter, page));
      if (ms > worst.ms) Object.assign(worst, { ms, what: JSON.stringify({ ...filter, ...page }) });
    }
  }
  const flow = await percentile95(() => findFlow(useCase));
  const guardrails = await percentile95(() => countGuardrails(useCase));
  const flows = await percentile95(() => findRoutedFlows(useCase.id));
  const all = items.toLocaleString("en-GB");
  return [
    {
      name: `items: 100 ms against the p95 of the slowest filtered page of ${all} items`,
      ratio: 100 / worst.ms,
      limit: 1,
      detail: `${worst.ms.toFixed(1)} ms for ${worst.what}; ${filters.length * pages.length} pages tried`,
    },
    {
      name: `overview: 200 ms against the p95 of the week's figures, of ${all} items`,
      ratio: 200 / flow,
      limit: 1,
      detail: `${flow.toFixed(1)} ms`,
    },
    {
      name: `automation: 300 ms against the p95 of the guardrails' counts, of ${all} items`,
      ratio: 300 / guardrails,
      limit: 1,
      detail: `${guardrails.toFixed(1)} ms`,
    },
    {
      name: `automation: 300 ms against the p95 of the flow of 24 hours, of ${all} items`,
      ratio: 300 / flows,
      limit: 1,
      detail: `${flows.toFixed(1)} ms`,
    },
  ];
}

async function percentile95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const started = performance.now();
    await work();
    if (round >= warmUp) times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  return times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

/** A use case that has climbed the ladder over 100 days, one item after the other, written by SQL. */
async function seed(): Promise<UseCaseRecord> {
  const { id } = await makeUseCase({
    outcomes: [{ key: "common" }, { key: "other" }, { key: "rare" }, { key: "never" }],
  });
  const { id: policyId } = await database.policy.findFirstOrThrow({ where: { inForceOf: { id } } });
  const start = Date.now() - days * 86_400_000;
  const step = (days * 86_400_000) / items;
  await database.$executeRaw`
    INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, tags, created_at, route, mode,
                      policy_id, status, outcome, decided_by, decided_at)
    SELECT (lpad(to_hex(ms), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid, ${id}::uuid,
           CASE WHEN n % 2 = 0 THEN 'order-' || to_char(at, 'YYYY-MM-DD') || '-' || n ELSE md5(n::text) END,
           jsonb_build_object('note', repeat('A bird was seen. ', 10)), '{}', '', '', '{}', at,
           jsonb_build_object('reasons', jsonb_build_array('below_threshold'), 'fallback', by = 'human' AND n % 37 = 0,
                              'effectiveMode', mode, 'buckets', jsonb_build_object('ramp', 0.1, 'qc', 0.2, 'blind', 0.3))
             || CASE WHEN n % 10 = 0 THEN jsonb_build_object('findings', jsonb_build_array(jsonb_build_object(
                  'guardrail', CASE WHEN n % 10010 = 0 THEN 'rare' ELSE 'usual' END, 'acts', true, 'result', 'stopped'))) ELSE '{}' END,
           mode, ${policyId}::uuid,
           CASE WHEN by IS NULL THEN 'in_review' ELSE 'decided' END::item_status,
           CASE WHEN by IS NULL THEN NULL WHEN n % 10007 = 0 THEN 'rare' WHEN n % 3 = 0 THEN 'other' ELSE 'common' END,
           by, CASE WHEN by IS NOT NULL THEN at + interval '1 minute' END
    FROM (
      SELECT n, ms, to_timestamp(ms / 1000.0) AS at, mode,
             CASE WHEN n > ${items}::int * 0.98 AND n % 2 = 0 OR n % 50021 = 0 THEN NULL
                  WHEN mode >= 'partial_automation' AND n % 5 > 0 THEN 'model'
                  WHEN n % 20011 = 0 THEN 'fallback' ELSE 'human' END::decided_by AS by
      FROM (
        SELECT n, (${start}::float8 + n * ${step}::float8)::bigint AS ms,
               (enum_range(NULL::mode))[1 + n::bigint * 5 / (${items}::bigint + 1)] AS mode
        FROM generate_series(1, ${items}::int) AS n
      ) AS numbered
    ) AS routed`;
  // The state in which autovacuum keeps a table that grows by and by; a load of a million at once is ahead of it.
  const owner = new Client({ connectionString: process.env.DATABASE_URL });
  await owner.connect();
  await owner.query("VACUUM (ANALYZE) item");
  await owner.end();
  const useCase = await findUseCase(id);
  if (useCase === null) throw new Error("The use case that was just made is gone.");
  return useCase;
}
