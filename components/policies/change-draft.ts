import {
  type Guarded,
  type GuardrailDraft,
  guardrailDraftOf,
  guardrailsOf,
  type Typed,
} from "@/components/policies/guardrail-draft";
import { type Mode, rungOf } from "@/lib/engine/mode";
import { type PolicySettings, policySettingsSchema, withChampion } from "@/lib/engine/policy-settings-schema";
import type { Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";

export interface PriorityDraft {
  row: number;
  when: string;
  priority: number;
}

export interface FallbackDraft {
  to: "person" | "model" | "outcome" | "value";
  version: number | null;
  outcome: string | null;
  value: Typed;
}

/** A policy's settings while they are edited: everything that the inputs hold. */
export interface PolicyDraft extends Omit<PolicySettings, "guardrails" | "priority" | "fallback"> {
  guardrails: GuardrailDraft[];
  priority: PriorityDraft[];
  fallback: FallbackDraft;
}

let rows = 0;

export function newPriority(): PriorityDraft {
  return { row: rows++, when: "", priority: 5 };
}

export function draftOf(settings: PolicySettings): PolicyDraft {
  return {
    ...settings,
    guardrails: settings.guardrails.map(guardrailDraftOf),
    priority: settings.priority.map((rule) => ({ ...newPriority(), ...rule })),
    fallback: { version: null, outcome: null, value: "", ...settings.fallback },
  };
}

function fallbackOf({ to, version, outcome, value }: FallbackDraft): Record<string, unknown> {
  if (to === "person") return { to };
  if (to === "model") return version === null ? { to } : { to, version };
  if (to === "outcome") return outcome === null ? { to } : { to, outcome };
  return value === "" ? { to } : { to, value };
}

/** The settings as the API takes them; what is empty is left out, so that the schema says what is missing. */
export function settingsOf(draft: PolicyDraft, guarded: Guarded): Record<string, unknown> & Partial<PolicySettings> {
  return {
    ...draft,
    guardrails: guardrailsOf(draft.guardrails, guarded.fields),
    priority: draft.priority.map(({ when, priority }) => ({ when: when.trim(), priority })),
    fallback: fallbackOf(draft.fallback),
  } as Record<string, unknown> & Partial<PolicySettings>;
}

/** The settings that a draft means, or what the schema finds wrong, in the same sentences as the server's. */
export function checkDraft(
  draft: PolicyDraft,
  guarded: Guarded,
): { settings: PolicySettings; problems: [] } | { settings: null; problems: Problem[] } {
  const parsed = policySettingsSchema.safeParse(settingsOf(draft, guarded));
  return parsed.success
    ? { settings: parsed.data, problems: [] }
    : { settings: null, problems: zodProblems(parsed.error) };
}

/** The draft with this champion; without one there is nothing to challenge. */
export function championed(draft: PolicyDraft, champion: number | null): PolicyDraft {
  if (champion === null) return { ...draft, champion, challengers: [] };
  const { challengers } = draft;
  const standsIn = draft.fallback.to === "model" && draft.fallback.version === champion;
  return {
    ...draft,
    champion,
    challengers: challengers.filter(({ version }) => version !== champion),
    ...(standsIn && { fallback: { ...draft.fallback, to: "person", version: null } }),
  };
}

/** The draft with a mode that fits: a champion above human_only, a base mode not above the mode. */
export function withMode(draft: PolicyDraft, mode: Mode, models: readonly { version: number }[]): PolicyDraft {
  const champion = draft.champion ?? (mode === "human_only" ? null : (models[0]?.version ?? null));
  const baseMode = rungOf(draft.baseMode) > rungOf(mode) ? mode : draft.baseMode;
  return { ...draft, mode, baseMode, champion };
}

/** A ramp that begins leaves the others on the rung in force, where that is lower. */
export function withRamp(draft: PolicyDraft, rampShare: number, inForce: Mode): PolicyDraft {
  const begins = draft.rampShare === 1 && rampShare < 1 && rungOf(inForce) < rungOf(draft.mode);
  return { ...draft, rampShare, ...(begins && { baseMode: inForce }) };
}

/** What somebody who comes by a link wants to change: null as it is in force. */
export interface Start {
  mode: Mode;
  champion: number | null;
  challenger: number | null;
}

/** The settings in force with what the link asked for. */
export function startDraft(
  settings: PolicySettings,
  { mode, champion, challenger }: Start,
  models: readonly { version: number }[],
): PolicyDraft {
  const draft = withMode(draftOf(champion === null ? settings : withChampion(settings, champion)), mode, models);
  const named = challenger === null || draft.champion === challenger || draft.champion === null;
  if (named || draft.challengers.some(({ version }) => version === challenger)) return draft;
  return { ...draft, challengers: [...draft.challengers, { version: challenger, share: 1 }] };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Thresholds of `theirs`, except for the outcomes whose threshold was changed here. */
function mergeThresholds(
  base: PolicySettings["thresholds"],
  mine: PolicySettings["thresholds"],
  theirs: PolicySettings["thresholds"],
): PolicySettings["thresholds"] {
  const outcomes = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      const kept = mine[outcome] === base[outcome] ? theirs[outcome] : mine[outcome];
      return kept === undefined ? [] : [[outcome, kept] as const];
    }),
  );
}

/** Guardrails of `theirs`, except for those that were changed, added or removed here. */
function mergeGuardrails(base: PolicyDraft, mine: PolicyDraft, theirs: PolicyDraft): GuardrailDraft[] {
  const at = (draft: PolicyDraft, key: string | null) => draft.guardrails.find((one) => one.key === key);
  const plain = (one: GuardrailDraft | undefined) => one && { ...one, row: 0 };
  const kept = theirs.guardrails.flatMap((one) => {
    const [own, former] = [at(mine, one.key), at(base, one.key)];
    if (same(plain(own), plain(former))) return [one];
    return own === undefined ? [] : [own];
  });
  const added = mine.guardrails.filter((own) => {
    if (own.key === null) return true;
    if (at(theirs, own.key) !== undefined) return false;
    // It was removed meanwhile: it comes back only where it was worked on here.
    return !same(plain(own), plain(at(base, own.key)));
  });
  return [...kept, ...added];
}

const plainOf = (draft: PolicyDraft): Record<string, unknown> => ({
  ...draft,
  priority: draft.priority.map(({ when, priority }) => ({ when, priority })),
});

/** What was changed here since `base`, put on the policy that took force meanwhile. Nothing that was typed is lost. */
export function rebase(base: PolicySettings, mine: PolicyDraft, theirs: PolicySettings): PolicyDraft {
  const [former, latest] = [draftOf(base), draftOf(theirs)];
  const [before, now] = [plainOf(former), plainOf(mine)];
  const keys = (Object.keys(mine) as (keyof PolicyDraft)[]).filter((key) => !same(before[key], now[key]));
  return {
    ...latest,
    ...Object.fromEntries(keys.map((key) => [key, mine[key]])),
    thresholds: mergeThresholds(base.thresholds, mine.thresholds, theirs.thresholds),
    guardrails: mergeGuardrails(former, mine, latest),
  };
}
