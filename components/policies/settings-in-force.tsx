import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import classes from "@/components/policies/settings-in-force.module.css";
import { TextLink } from "@/components/ui/text-link";
import type { SettingRow } from "@/lib/reports/setting-rows";

interface SettingsInForceProps {
  rows: readonly SettingRow[];
  outcomes: readonly { key: string; label: string; colour: string }[];
  champion: number | null;
  /** A model version's page is below this. */
  modelsHref: string;
}

/** The rung stands on the ladder, and guardrails have a panel of their own. */
const elsewhere = /^(mode|guardrails)(\.|$)/;

/** What the policy says, setting by setting, in words. */
export function SettingsInForce({ rows, outcomes, champion, modelsHref }: SettingsInForceProps) {
  return (
    <dl className={`${classes.settings} numbers`}>
      {rows
        .filter(({ key }) => !elsewhere.test(key))
        .map((row) => (
          <div key={row.key} className={classes.setting}>
            <dt>{labelOf(row, outcomes)}</dt>
            <dd>{settingText(row, champion, modelsHref)}</dd>
          </div>
        ))}
    </dl>
  );
}

function labelOf({ key, label }: SettingRow, outcomes: SettingsInForceProps["outcomes"]): ReactNode {
  const outcome = outcomes.find((known) => key === `thresholds.${known.key}`);
  if (outcome === undefined) return label;
  return (
    <Group gap={6}>
      Predicted <OutcomeChip label={outcome.label} colour={outcome.colour} />
    </Group>
  );
}

function settingText({ key, text }: SettingRow, champion: number | null, modelsHref: string): ReactNode {
  const version = key === "champion" ? champion : /^challengers\.(\d+)$/.exec(key)?.[1];
  if (version === null || version === undefined) return text;
  return (
    <TextLink href={`${modelsHref}/${version}`} size="sm">
      {text}
    </TextLink>
  );
}
