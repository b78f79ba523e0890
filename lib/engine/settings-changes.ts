import { modeName } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** One setting that differs, in words: `Mode` from `AI assist` to `Partial automation`. */
export interface SettingChange {
  /** The setting's key; `thresholds.<outcome>` for one threshold. */
  key: string;
  label: string;
  before: string;
  after: string;
}

/** How outcomes and model versions are called; a missing name shows the key or number. */
export interface SettingNames {
  outcomes?: Readonly<Record<string, string>>;
  models?: Readonly<Record<number, string>>;
}

const labels = {
  mode: "Mode",
  baseMode: "Base mode",
  rampShare: "Ramp share",
  maxSpread: "Largest spread",
  qcShare: "Quality control share",
  blindShare: "Blind share",
  reveal: "Suggestion shown",
  champion: "Champion",
  challengers: "Challengers",
  saltVersion: "Salt version",
} as const satisfies Partial<Record<keyof PolicySettings, string>>;

const revealName = { before: "with the item", after: "after the first answer" } as const;

/** A share in percent, without trailing zeros: 0.125 is `12.5%`. */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

function valueText(settings: PolicySettings, key: keyof typeof labels, names: SettingNames): string {
  switch (key) {
    case "mode":
    case "baseMode":
      return modeName[settings[key]];
    case "rampShare":
    case "qcShare":
    case "blindShare":
      return percentText(settings[key]);
    case "reveal":
      return revealName[settings.reveal];
    case "maxSpread":
      return settings.maxSpread === null ? "none" : String(settings.maxSpread);
    case "champion":
      return settings.champion === null ? "none" : modelText(settings.champion, names);
    case "challengers":
      return challengersText(settings, names);
    case "saltVersion":
      return String(settings.saltVersion);
  }
}

/** In the order of their versions: another order is no change. */
function challengersText({ challengers }: PolicySettings, names: SettingNames): string {
  if (challengers.length === 0) return "none";
  return challengers
    .toSorted((one, other) => one.version - other.version)
    .map(({ version, share }) => `${modelText(version, names)} on ${percentText(share)}`)
    .join(", ");
}

function modelText(version: number, { models = {} }: SettingNames): string {
  const name = models[version];
  return name === undefined ? `version ${version}` : `version ${version} (${name})`;
}

function thresholdText(settings: PolicySettings, outcome: string): string {
  const threshold = Object.hasOwn(settings.thresholds, outcome) ? settings.thresholds[outcome] : undefined;
  return threshold === undefined ? "none" : percentText(threshold);
}

/** What differs between two versions of a policy's settings, in words, in the order of the settings. Empty: nothing. */
export function settingChanges(
  before: PolicySettings,
  after: PolicySettings,
  names: SettingNames = {},
): SettingChange[] {
  const general = (Object.keys(labels) as (keyof typeof labels)[]).map((key) => ({
    key,
    label: labels[key],
    before: valueText(before, key, names),
    after: valueText(after, key, names),
  }));
  const outcomes = [...new Set([...Object.keys(before.thresholds), ...Object.keys(after.thresholds)])];
  const thresholds = outcomes.map((outcome) => ({
    key: `thresholds.${outcome}`,
    label: `Threshold for ${names.outcomes?.[outcome] ?? outcome}`,
    before: thresholdText(before, outcome),
    after: thresholdText(after, outcome),
  }));
  return [...general.slice(0, 3), ...thresholds, ...general.slice(3)].filter(
    (change) => change.before !== change.after,
  );
}
