import { guardrailKindName, ruleText } from "@/lib/engine/guardrail-text";
import { modeName } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText, type SettingNames } from "@/lib/engine/settings-changes";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { guardrailNames } from "@/lib/use-cases/guardrail-names";

/** One setting of a policy, in words. */
export interface SettingRow {
  /** The setting's key; `thresholds.<outcome>`, `guardrails.<key>` and `challengers.<version>` for parts of one. */
  key: string;
  label: string;
  text: string;
}

type Words = Pick<Definition, "fields" | "outcomes" | "target" | "unit">;

/** What a policy says, setting by setting, in words, in the order in which one would explain it. */
export function settingRows(settings: PolicySettings, definition: Words, names: SettingNames): SettingRow[] {
  const version = (number: number) => {
    const name = names.models?.[number];
    return name === undefined ? `version ${number}` : `version ${number}, ${name}`;
  };
  const challengers = settings.challengers.map(({ version: number, share }) => ({
    key: `challengers.${number}`,
    label: "Challenger",
    text: `${version(number)} on ${percentText(share)}`,
  }));
  return [
    { key: "mode", label: "Rung", text: modeName[settings.mode] },
    { key: "ramp", label: "Applies to", text: rampText(settings, definition) },
    { key: "champion", label: "Champion", text: settings.champion === null ? "none" : version(settings.champion) },
    ...challengers,
    ...answerRows(settings, definition),
    ...guardrailRows(settings, definition),
    { key: "fallback", label: "Fallback", text: fallbackText(settings, definition, version) },
    {
      key: "qcShare",
      label: "Quality control",
      text: `people check ${percentText(settings.qcShare)} of automated items, blind`,
    },
    { key: "reviewsPerItem", label: "Reviews", text: reviewsText(settings) },
    { key: "reveal", label: "Suggestion", text: revealText[settings.reveal] },
    {
      key: "blindShare",
      label: "Blind share",
      text: `${percentText(settings.blindShare)} of the items left to people never show the suggestion`,
    },
    { key: "agreementAuditShare", label: "Agreement audit", text: auditText(settings) },
    { key: "priority", label: "Priority", text: priorityText(settings) },
    { key: "slaMinutes", label: "Service level", text: slaText(settings) },
    { key: "approvals", label: "A raise is approved by", text: approvalsText(settings) },
    { key: "saltVersion", label: "Salt version", text: String(settings.saltVersion) },
  ];
}

const revealText = { before: "shown with the item", after: "shown after the reviewer's first answer" } as const;

function rampText({ rampShare, mode, baseMode }: PolicySettings, { unit }: Words): string {
  const units = unit === "entity" ? "entities" : "items";
  if (rampShare === 1 || mode === baseMode) return `all ${units}`;
  return `${percentText(rampShare)} of ${units}; the others get ${modeName[baseMode]}`;
}

/** What a threshold (`from`: as of when the model is sure enough; null: never) means on the policy's rung. */
function decidesText({ mode }: PolicySettings, from: string | null): string {
  if (mode === "partial_automation") return from === null ? "a person decides" : `the model decides ${from}`;
  const decides = mode === "full_automation" ? "the model decides" : "a person decides";
  return from === null ? decides : `${decides} (on partial automation: the model ${from})`;
}

function answerRows(settings: PolicySettings, { target, outcomes }: Words): SettingRow[] {
  if (target !== undefined) {
    const { maxSpread } = settings;
    const from = maxSpread === null ? null : `up to a spread of ${maxSpread} ${target.unit}`.trim();
    return [{ key: "maxSpread", label: "Predicted number", text: decidesText(settings, from) }];
  }
  return outcomes.map(({ key, label }) => {
    const threshold = Object.hasOwn(settings.thresholds, key) ? settings.thresholds[key] : undefined;
    const from = threshold === undefined ? null : `from ${percentText(threshold)} confidence`;
    return { key: `thresholds.${key}`, label: `Predicted ${label}`, text: decidesText(settings, from) };
  });
}

function guardrailRows({ guardrails }: PolicySettings, definition: Words): SettingRow[] {
  if (guardrails.length === 0) return [{ key: "guardrails", label: "Guardrails", text: "none" }];
  const names = guardrailNames(definition);
  return guardrails.map((guardrail) => ({
    key: `guardrails.${guardrail.key}`,
    label: `Guardrail: ${guardrail.label === "" ? guardrailKindName[guardrail.kind] : guardrail.label}`,
    text: `${ruleText(guardrail, names)}${guardrail.watch ? " (only watches)" : ""}`,
  }));
}

function fallbackText(
  { fallback }: PolicySettings,
  { outcomes, target }: Words,
  version: (number: number) => string,
): string {
  switch (fallback.to) {
    case "person":
      return "a person decides";
    case "model":
      return `${version(fallback.version)} answers`;
    case "outcome":
      return `always ${outcomes.find(({ key }) => key === fallback.outcome)?.label ?? fallback.outcome}`;
    case "value":
      return `always ${fallback.value} ${target?.unit ?? ""}`.trim();
  }
}

function reviewsText({ reviewsPerItem, consensus }: PolicySettings): string {
  if (reviewsPerItem === 1) return "one person an item";
  return `${reviewsPerItem} people an item; ${consensus === "unanimous" ? "all have to agree" : "the majority counts"}`;
}

function auditText({ agreementAuditShare }: PolicySettings): string {
  if (agreementAuditShare === 0) return "none";
  return `${percentText(agreementAuditShare)} of the items on which person and model agree go to adjudication too`;
}

function priorityText({ priority }: PolicySettings): string {
  if (priority.length === 0) return "in the order of arrival";
  return priority.map((rule) => `${rule.priority} where ${rule.when}`).join("; ");
}

function slaText({ slaMinutes }: PolicySettings): string {
  if (slaMinutes === null) return "none";
  if (slaMinutes % 1440 === 0) return `answered within ${slaMinutes / 1440} ${slaMinutes === 1440 ? "day" : "days"}`;
  if (slaMinutes % 60 === 0) return `answered within ${slaMinutes / 60} ${slaMinutes === 60 ? "hour" : "hours"}`;
  return `answered within ${slaMinutes} ${slaMinutes === 1 ? "minute" : "minutes"}`;
}

const aspectNames = {
  mode: "rung",
  share: "share",
  threshold: "threshold",
  guardrail: "guardrail",
  champion: "champion",
};

function approvalsText({ approvals }: PolicySettings): string {
  const admins = (Object.keys(aspectNames) as (keyof typeof aspectNames)[]).filter((key) => approvals[key] === "admin");
  if (admins.length === 0) return "another manager";
  if (admins.length === Object.keys(aspectNames).length) return "an admin";
  return `another manager; an admin for ${admins.map((key) => aspectNames[key]).join(", ")}`;
}
