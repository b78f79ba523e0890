import { describe, expect, it } from "vitest";
import { type BucketPurpose, bucketOf } from "@/lib/engine/bucket";
import { challengerBucket, drawChallengers } from "@/lib/engine/draw-challengers";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { type Route, routeItem } from "@/lib/engine/route-item";
import { plainContext } from "@/tests/support/engine-arbitraries";

const useCaseId = "0195c0de-0000-7000-8000-000000000001";
const count = 100_000;
const entityCount = 20_000;

const settings = policySettingsSchema.parse({
  mode: "full_automation",
  baseMode: "ai_assist",
  rampShare: 0.3,
  qcShare: 0.08,
  blindShare: 0.2,
  agreementAuditShare: 0.05,
  champion: 1,
  challengers: [
    { version: 2, share: 0.25 },
    { version: 3, share: 0.5 },
  ],
});

interface Unit {
  externalId: string;
  entityKey: string;
}

/** Entities of very different sizes: a few have hundreds of items, most have one or two. */
const items: Unit[] = Array.from({ length: count }, (_, n) => ({
  externalId: `order ${n}`,
  entityKey: `customer ${Math.floor(entityCount * (((n * 7919) % count) / count) ** 2)}`,
}));

const bucket = (purpose: BucketPurpose, key: string) => bucketOf(useCaseId, purpose, settings.saltVersion, key);

function bucketsOf({ externalId }: Unit): Route["buckets"] {
  return {
    ramp: bucket("ramp", externalId),
    qc: bucket("qc", externalId),
    blind: bucket("blind", externalId),
    agreementAudit: bucket("agreement-audit", externalId),
  };
}

/** Says who decides under the settings with this ramp share. */
function router(rampShare: number): (buckets: Route["buckets"]) => Route {
  const ramped: PolicySettings = { ...settings, rampShare };
  const prediction = { ok: true, outcome: "yes", confidence: 0.9 } as const;
  return (buckets) =>
    routeItem({ settings: ramped, halted: false, buckets, prediction, unlisted: false, context: plainContext });
}

/** Within four standard errors of a binomial share. */
function expectShare(hits: number, of: number, share: number): void {
  expect(Math.abs(hits / of - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / of));
}

/** Pearson's statistic of a table of two by two. */
function chiSquared(pairs: readonly (readonly [boolean, boolean])[]): number {
  let [both, one, other, none] = [0, 0, 0, 0];
  for (const [a, b] of pairs) {
    if (a && b) both += 1;
    else if (a) one += 1;
    else if (b) other += 1;
    else none += 1;
  }
  const cross = both * none - one * other;
  return (pairs.length * cross * cross) / ((both + one) * (other + none) * (both + other) * (one + none));
}

/** Exceeded by chance once in 10,000 tables that are independent (one degree of freedom). */
const mostByChance = 15.14;

describe("over 100,000 items", () => {
  const drawn = items.map(bucketsOf);
  const ofEntity = new Map(items.map(({ entityKey }) => [entityKey, bucket("ramp", entityKey)]));
  const byItsEntity = items.map(({ entityKey }, place) => {
    const buckets: Route["buckets"] = { ...(drawn[place] as Route["buckets"]), ramp: ofEntity.get(entityKey) ?? 1 };
    return { entityKey, buckets };
  });
  const routes = drawn.map(router(settings.rampShare));
  const challengers = items.map(({ externalId }) => drawChallengers(useCaseId, settings, externalId));

  it("realises every configured share within four standard errors", () => {
    const automated = routes.filter(({ decides }) => decides === "model");
    const left = routes.filter(({ decides }) => decides === "human");
    expectShare(automated.length, count, settings.rampShare);
    expectShare(automated.filter(({ review }) => review === "quality_control").length, automated.length, 0.08);
    expectShare(left.filter(({ reveal }) => reveal === "never").length, left.length, 0.2);
    const audited = drawn.filter(({ agreementAudit = 1 }) => agreementAudit < settings.agreementAuditShare);
    expectShare(audited.length, count, settings.agreementAuditShare);
    for (const { version, share } of settings.challengers) {
      const asked = challengers.filter((some) => some.some((challenger) => challenger.version === version));
      expectShare(asked.length, count, share);
    }
  });

  it("draws every purpose independently of every other", () => {
    const inside: Record<string, (item: Unit, place: number) => boolean> = {
      ramp: (_, place) => (drawn[place]?.ramp ?? 1) < settings.rampShare,
      qc: (_, place) => (drawn[place]?.qc ?? 1) < settings.qcShare,
      blind: (_, place) => (drawn[place]?.blind ?? 1) < settings.blindShare,
      audit: (_, place) => (drawn[place]?.agreementAudit ?? 1) < settings.agreementAuditShare,
      second: ({ externalId }) => challengerBucket(useCaseId, 2, settings.saltVersion, externalId) < 0.25,
      third: ({ externalId }) => challengerBucket(useCaseId, 3, settings.saltVersion, externalId) < 0.5,
    };
    const sides = Object.entries(inside).map(([name, isInside]) => ({ name, of: items.map(isInside) }));
    for (const [place, one] of sides.entries()) {
      for (const other of sides.slice(place + 1)) {
        const pairs = one.of.map((a, n) => [a, other.of[n] === true] as const);
        expect(chiSquared(pairs), `${one.name} and ${other.name}`).toBeLessThan(mostByChance);
      }
    }
  });

  it("takes units of entities whole, each share of them", () => {
    const byEntity = Map.groupBy(byItsEntity, ({ entityKey }) => entityKey);
    const route = router(settings.rampShare);
    const inside = [...byEntity].filter(([, group]) => {
      const decided = new Set(group.map(({ buckets }) => route(buckets).decides));
      if (decided.size !== 1) throw new Error("Items of one entity were treated differently.");
      return decided.has("model");
    });
    expect(byEntity.size).toBeGreaterThan(10_000);
    expectShare(inside.length, byEntity.size, settings.rampShare);
  });

  it.each([
    ["item", drawn],
    ["entity", byItsEntity.map(({ buckets }) => buckets)],
  ] as const)("never moves a unit back while the ramp is raised in ten steps, by %s", (unit, buckets) => {
    let before: boolean[] = items.map(() => false);
    let inside = 0;
    for (let step = 1; step <= 10; step++) {
      const route = router(step / 10);
      const now = buckets.map((drawnOf) => route(drawnOf).decides === "model");
      const size = now.filter(Boolean).length;
      expect(before.filter((was, place) => was && !now[place])).toHaveLength(0);
      expect(size).toBeGreaterThan(inside);
      if (unit === "item" && step < 10) expectShare(size, count, step / 10);
      [before, inside] = [now, size];
    }
    expect(inside).toBe(count);
  });
});
