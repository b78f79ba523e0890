import { goesBack } from "@/lib/engine/goes-back";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { TrailedPolicy } from "@/lib/policies/policy-trail-query";

/** A stretch of time in which policies gave a model version the same part to play. */
export interface ServiceStretch {
  role: "champion" | "challenger";
  /** Of a challenger: its share of the items. */
  share: number | null;
  /** Of a challenger: the champion that it ran beside. */
  beside: number | null;
  from: Date;
  /** Null: to this day. */
  until: Date | null;
  firstPolicy: number;
  lastPolicy: number;
}

type Part = Pick<ServiceStretch, "role" | "share" | "beside">;

function partOf(version: number, { champion, challengers }: PolicySettings): Part | null {
  if (champion === version) return { role: "champion", share: null, beside: null };
  const challenger = challengers.find((named) => named.version === version);
  return challenger === undefined ? null : { role: "challenger", share: challenger.share, beside: champion };
}

function isSamePart(one: Part, other: Part): boolean {
  return one.role === other.role && one.share === other.share && one.beside === other.beside;
}

/** When a model version was in force, and as what: the policies from the first to the last, runs of the same part as one. */
export function serviceStretches(version: number, trail: readonly TrailedPolicy[]): ServiceStretch[] {
  const stretches: ServiceStretch[] = [];
  for (const policy of trail) {
    const part = partOf(version, policy.settings);
    const last = stretches.at(-1);
    if (part === null) continue;
    if (last?.lastPolicy === policy.version - 1 && isSamePart(last, part))
      Object.assign(last, { until: policy.until, lastPolicy: policy.version });
    else {
      const { from, until } = policy;
      stretches.push({ ...part, from, until, firstPolicy: policy.version, lastPolicy: policy.version });
    }
  }
  return stretches;
}

/** The champions in the order of their terms; one that came back stands there again. */
export function championTerms(trail: readonly TrailedPolicy[]): number[] {
  return trail
    .map(({ settings }) => settings.champion)
    .filter((champion) => champion !== null)
    .filter((champion, index, all) => champion !== all[index - 1]);
}

/** Whether the policy in force can go back to this version without a second person (lib/policies/roll-back.ts). */
export function canRollBack(version: number, trail: readonly TrailedPolicy[], secondPersonToRaise: boolean): boolean {
  const now = trail.at(-1)?.settings;
  if (now === undefined || now.champion === version) return false;
  const earlier = trail.map(({ settings }) => settings).filter(({ champion }) => champion === version);
  return earlier.length > 0 && (!secondPersonToRaise || goesBack(now, version, earlier));
}
