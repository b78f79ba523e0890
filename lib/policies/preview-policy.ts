import "server-only";
import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { findModelVersionIds, findReference } from "@/lib/models/model-query";
import { findWorkload, listLastItems, type StoredItem } from "@/lib/policies/preview-query";
import { routeStoredItem } from "@/lib/policies/route-stored-item";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What settings would make of the items: counts that add up to all of them. */
export interface RoutedCounts {
  /** Decided by the champion. */
  automated: number;
  /** Decided by the fallback: another model version, or a fixed answer. */
  fallback: number;
  /** Decided by people. */
  people: number;
  /** Not known: the champion (or the fallback's model) was never asked about the item. */
  notKnown: number;
  /** Of those that are automated or fall back: checked by people, blind. */
  sampled: number;
  /** Of those that people decide: the model was to, and could not. */
  lost: number;
  /** By guardrail, in the settings' order: items that it stops, or would stop where it only watches. */
  guardrails: { key: string; label: string; watch: boolean; items: number }[];
  /** Hours that reviewers would spend a day; null where it is not known how long a verdict takes, or what items do. */
  hoursPerDay: number | null;
}

/** What a change of policy would have made of the last items, beside the policy in force. */
export interface PolicyPreview {
  items: number;
  /** When the first and the last of them arrived, in ISO 8601; null without items. */
  from: string | null;
  to: string | null;
  proposed: RoutedCounts;
  inForce: RoutedCounts;
  /** Mean of the last seven days. */
  itemsPerDay: number;
  /** Median, and of how many verdicts; null without any. */
  secondsPerVerdict: number | null;
  verdicts: number;
}

const hourMs = 3_600_000;

/** Items automated within the hour before a moment, counted as one goes through them in the order of their arrival. */
class Rate {
  #all: { at: number; entity: string | null }[] = [];

  before(at: number, entity: string | null): NonNullable<GuardrailContext["automated"]> {
    this.#all = this.#all.filter((one) => one.at > at - hourMs);
    return {
      useCase: this.#all.length,
      entity: entity === null ? 0 : this.#all.filter((one) => one.entity === entity).length,
    };
  }

  add(at: number, entity: string | null): void {
    this.#all.push({ at, entity });
  }
}

type Ground = Omit<Parameters<typeof routeStoredItem>[1], "automated">;

function countRoutes(items: readonly StoredItem[], ground: Ground): Omit<RoutedCounts, "hoursPerDay"> {
  const { guardrails } = ground.settings;
  const limitsRate = guardrails.some(({ kind }) => kind === "rate");
  const found = new Map(guardrails.map(({ key }) => [key, 0]));
  const counts = { automated: 0, fallback: 0, people: 0, notKnown: 0, sampled: 0, lost: 0 };
  const rate = new Rate();
  for (const item of items) {
    const at = item.createdAt.getTime();
    const automated = limitsRate ? rate.before(at, item.entityKey) : null;
    const route = routeStoredItem(item, { ...ground, automated });
    if (route === null) {
      counts.notKnown++;
      continue;
    }
    for (const { guardrail } of route.findings ?? []) found.set(guardrail, (found.get(guardrail) ?? 0) + 1);
    if (route.decides === "human") {
      counts.people++;
      if (route.fallback) counts.lost++;
      continue;
    }
    if (route.decides === "model") counts.automated++;
    else counts.fallback++;
    if (route.review === "quality_control") counts.sampled++;
    rate.add(at, item.entityKey);
  }
  return {
    ...counts,
    guardrails: guardrails.map(({ key, label, watch }) => ({ key, label, watch, items: found.get(key) ?? 0 })),
  };
}

/**
 * Routes the last items anew under proposed settings and under those in force. Pure re-run of what is stored: nothing is
 * asked, nothing is written, and a halt is left out of both. Items about which a version was never asked are counted as
 * not known. A rate guardrail begins to count with the first of the items.
 *
 * Hours a day: items a day x (share that people decide x reviews per item + share that is sampled) x median seconds of a
 * verdict. Shares are of the items of which it is known.
 */
export async function previewPolicy(
  useCase: UseCaseRecord,
  settings: PolicySettings,
  lastItems: number,
): Promise<PolicyPreview> {
  const inForce = useCase.policy.settings;
  const both = [settings, inForce];
  const asked = both.flatMap(({ champion, fallback }) => [
    ...(champion === null ? [] : [champion]),
    ...(fallback.to === "model" ? [fallback.version] : []),
  ]);
  const versions = [...new Set(asked)];
  const images = useCase.definition.fields.filter(({ kind }) => kind === "image").map(({ key }) => key);
  const [items, workload, references] = await Promise.all([
    listLastItems(useCase.id, versions, images, lastItems),
    findWorkload(useCase.id),
    findReferences(useCase.id, both),
  ]);
  const { itemsPerDay, secondsPerVerdict, verdicts } = workload;
  const count = (one: PolicySettings): RoutedCounts => {
    const reference = one.champion === null ? null : (references.get(one.champion) ?? null);
    const counts = countRoutes(items, { useCase, settings: one, reference });
    const known = items.length - counts.notKnown;
    const reviews = known === 0 ? null : (counts.people * one.reviewsPerItem + counts.sampled) / known;
    const hoursPerDay =
      reviews === null || secondsPerVerdict === null ? null : (itemsPerDay * reviews * secondsPerVerdict) / 3600;
    return { ...counts, hoursPerDay };
  };
  return {
    items: items.length,
    from: items[0]?.createdAt.toISOString() ?? null,
    to: items.at(-1)?.createdAt.toISOString() ?? null,
    proposed: count(settings),
    inForce: count(inForce),
    itemsPerDay,
    secondsPerVerdict,
    verdicts,
  };
}

/** What the champions were trained on, by version; only where a guardrail asks. */
async function findReferences(
  useCaseId: string,
  among: readonly PolicySettings[],
): Promise<Map<number, NonNullable<GuardrailContext["reference"]>>> {
  const asking = among.filter(({ guardrails }) => guardrails.some(({ kind }) => kind === "outside_reference"));
  const champions = asking.map(({ champion }) => champion).filter((champion) => champion !== null);
  const found = new Map<number, NonNullable<GuardrailContext["reference"]>>();
  for (const [version, id] of await findModelVersionIds(useCaseId, champions)) {
    const reference = await findReference(id);
    if (reference !== null) found.set(version, reference.statistics);
  }
  return found;
}
