import { Group, Table, TableTbody, TableTd, TableTh, TableTr } from "@mantine/core";
import type { ReactNode } from "react";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { modeName } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText } from "@/lib/engine/settings-changes";

interface SettingsInForceProps {
  settings: PolicySettings;
  outcomes: readonly { key: string; label: string; colour: string }[];
  /** Regression: the number's unit. */
  unit: string | null;
  /** By entity, or by item. */
  rampUnit: "item" | "entity";
  champion: ReactNode;
  challengers: ReactNode;
}

function thresholdText(settings: PolicySettings, outcome: string): string {
  const threshold = Object.hasOwn(settings.thresholds, outcome) ? settings.thresholds[outcome] : undefined;
  return threshold === undefined ? "a person decides" : `the model decides from ${percentText(threshold)} confidence`;
}

function spreadText(settings: PolicySettings, unit: string): string {
  return settings.maxSpread === null
    ? "a person decides"
    : `the model decides up to a spread of ${settings.maxSpread} ${unit}`;
}

function PredictedOutcome({ label, colour }: { label: string; colour: string }) {
  return (
    <Group gap={6}>
      Predicted <OutcomeChip label={label} colour={colour} />
    </Group>
  );
}

interface Row {
  key: string;
  label: ReactNode;
  value: ReactNode;
}

/** What the policy says, setting by setting, in words. */
export function SettingsInForce({ settings, outcomes, unit, rampUnit, champion, challengers }: SettingsInForceProps) {
  const units = rampUnit === "entity" ? "entities" : "items";
  const ramp =
    settings.rampShare === 1 || settings.mode === settings.baseMode
      ? `All ${units}`
      : `${percentText(settings.rampShare)} of ${units}; the others get ${modeName[settings.baseMode]}`;
  const answers =
    unit === null
      ? outcomes.map(({ key, label, colour }): Row => {
          const heading = <PredictedOutcome key={key} label={label} colour={colour} />;
          return { key: `outcome ${key}`, label: heading, value: thresholdText(settings, key) };
        })
      : [{ key: "number", label: "Predicted number", value: spreadText(settings, unit) }];
  const reveal = settings.reveal === "before" ? "shown with the item" : "shown after the reviewer's first answer";
  const qc = `${percentText(settings.qcShare)} of automated items are checked by people, blind`;
  const blind = `${percentText(settings.blindShare)} of the items left to people never show the suggestion`;
  const rows: Row[] = [
    { key: "ramp", label: "Applies to", value: ramp },
    { key: "champion", label: "Champion", value: champion },
    ...(settings.challengers.length === 0 ? [] : [{ key: "challengers", label: "Challengers", value: challengers }]),
    ...answers,
    { key: "qc", label: "Quality control", value: qc },
    { key: "blind", label: "Blind share", value: blind },
    { key: "reveal", label: "Suggestion", value: reveal },
  ];
  return (
    <Table className="numbers" layout="fixed">
      <TableTbody>
        {rows.map(({ key, label, value }) => (
          <TableTr key={key}>
            <TableTh scope="row" w="34%" style={{ verticalAlign: "top" }}>
              {label}
            </TableTh>
            <TableTd>{value}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
