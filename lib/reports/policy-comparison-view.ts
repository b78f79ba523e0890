import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { SettingRow } from "@/lib/reports/setting-rows";

/** One version of the two that are compared. */
export interface ComparedPolicy {
  version: number;
  settings: PolicySettings;
  author: string;
  at: Date;
}

/** One setting in two versions. Null: that version has none. */
export interface ComparedSetting {
  key: string;
  label: string;
  one: string | null;
  other: string | null;
  differs: boolean;
}

/** `3..7`, in the order in which they were named; null where that is no pair of two versions. */
export function comparedVersions(text: unknown): { one: number; other: number } | null {
  const match = typeof text === "string" ? /^([1-9]\d{0,8})\.\.([1-9]\d{0,8})$/.exec(text) : null;
  if (match === null || match[1] === match[2]) return null;
  return { one: Number(match[1]), other: Number(match[2]) };
}

/** Two versions' settings side by side, in the first one's order; what only the other has stands behind its kin. */
export function compareSettings(one: readonly SettingRow[], other: readonly SettingRow[]): ComparedSetting[] {
  const kin = (key: string) => key.split(".")[0];
  const rows: ComparedSetting[] = one.map(({ key, label, text }) => {
    const match = other.find((row) => row.key === key);
    return { key, label, one: text, other: match?.text ?? null, differs: match?.text !== text };
  });
  for (const { key, label, text } of other) {
    if (rows.some((row) => row.key === key)) continue;
    const row = { key, label, one: null, other: text, differs: true };
    const place = rows.findLastIndex((known) => kin(known.key) === kin(key));
    if (place < 0) rows.push(row);
    else rows.splice(place + 1, 0, row);
  }
  return rows;
}
