import { canonicalJson } from "@/lib/platform/canonical-json";
import type { Definition } from "@/lib/use-cases/definition-schema";

type Keyed = { key: string };

function same(before: unknown, after: unknown): boolean {
  return canonicalJson(before ?? null) === canonicalJson(after ?? null);
}

function changesInList<Entry extends Keyed>(name: string, before: readonly Entry[], after: readonly Entry[]): string[] {
  const former = new Map(before.map((entry) => [entry.key, entry]));
  const latter = new Map(after.map((entry) => [entry.key, entry]));
  const changes: string[] = [];
  for (const entry of after) {
    const old = former.get(entry.key);
    if (old === undefined) changes.push(`${name}.${entry.key} added`);
    else changes.push(...changedIn(`${name}.${entry.key}.`, old, entry));
  }
  for (const key of former.keys()) if (!latter.has(key)) changes.push(`${name}.${key} removed`);
  const kept = (list: readonly Entry[], other: ReadonlyMap<string, Entry>) =>
    list.map((entry) => entry.key).filter((key) => other.has(key));
  if (!same(kept(before, latter), kept(after, former))) changes.push(`${name} order`);
  return changes;
}

function changedIn(prefix: string, before: object, after: object): string[] {
  const old: Record<string, unknown> = { ...before };
  const fresh: Record<string, unknown> = { ...after };
  const names = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  return [...names].filter((name) => !same(old[name], fresh[name])).map((name) => `${prefix}${name}`);
}

/** What differs, by key: `guideline`, `fields.age.min`, `fields.age added`, `outcomes order`. Empty: nothing. */
export function definitionChanges(before: Definition, after: Definition): string[] {
  const { fields, outcomes, reasonCodes, ...general } = before;
  const { fields: newFields, outcomes: newOutcomes, reasonCodes: newReasonCodes, ...newGeneral } = after;
  return [
    ...changedIn("", general, newGeneral),
    ...changesInList("fields", fields, newFields),
    ...changesInList("outcomes", outcomes, newOutcomes),
    ...changesInList("reasonCodes", reasonCodes, newReasonCodes),
  ];
}
