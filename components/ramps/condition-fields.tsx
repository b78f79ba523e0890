"use client";
import { Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { PercentInput } from "@/components/policies/percent-input";
import classes from "@/components/ramps/condition-fields.module.css";
import { DurationInput } from "@/components/ramps/duration-input";
import type { DraftCondition } from "@/components/ramps/ramp-draft";
import type { RampCondition } from "@/lib/engine/ramp-schema";

interface ConditionFieldsProps {
  /** Whether these take the ramp down instead of letting it up. */
  guards: boolean;
  list: readonly DraftCondition[];
  problemAt: (path: string) => string | undefined;
  onChange: (list: DraftCondition[]) => void;
}

const titles: Record<RampCondition["kind"], [condition: string, guard: string]> = {
  verdicts: ["Enough verdicts", ""],
  agreement: ["People and model agree", "People and model agree too little"],
  failed_predictions: ["Few predictions fail", "Too many predictions fail"],
  queue_age: ["Reviews do not wait long", "Reviews wait too long"],
};

const amongChoices = [
  { value: "both", label: "all given without sight of the model's answer" },
  { value: "checked", label: "on automated items that people checked" },
  { value: "blind", label: "on items left to people, answered blind" },
];

const windowChoices = [
  { value: "", label: "since the step began" },
  { value: "60", label: "in the last hour" },
  { value: "1440", label: "in the last day" },
  { value: "10080", label: "in the last 7 days" },
  { value: "40320", label: "in the last 28 days" },
];

const isAmong = (value: string): value is "both" | "checked" | "blind" =>
  value === "both" || value === "checked" || value === "blind";

/** The conditions or the guards of a ramp: each can be taken or left, with its numbers. */
export function ConditionFields({ guards, list, problemAt, onChange }: ConditionFieldsProps) {
  const at = guards ? "guards" : "conditions";
  const put = (key: string, part: Partial<DraftCondition>) =>
    onChange(list.map((entry) => (entry.key === key ? { ...entry, ...part } : entry)));
  return (
    <div className={classes.list}>
      {list.map(({ key, on, condition }) => (
        <fieldset key={key} className={classes.condition}>
          <Checkbox
            label={titles[condition.kind][guards ? 1 : 0]}
            checked={on}
            onChange={(event) => put(key, { on: event.currentTarget.checked })}
          />
          {on && (
            <div className={classes.fields}>
              <Numbers
                guard={guards}
                condition={condition}
                problemAt={(field) => problemAt(`${at}.${key}.${field}`)}
                onChange={(changed) => put(key, { condition: changed })}
              />
            </div>
          )}
        </fieldset>
      ))}
    </div>
  );
}

interface NumbersProps {
  guard: boolean;
  condition: RampCondition;
  problemAt: (field: string) => string | undefined;
  onChange: (condition: RampCondition) => void;
}

function Numbers({ guard, condition, problemAt, onChange }: NumbersProps) {
  switch (condition.kind) {
    case "verdicts":
      return (
        <>
          <Count
            label="At least this many verdicts"
            value={condition.atLeast}
            error={problemAt("atLeast")}
            onCount={(atLeast) => onChange({ ...condition, atLeast })}
          />
          <Window
            minutes={condition.windowMinutes}
            onMinutes={(windowMinutes) => onChange({ ...condition, windowMinutes })}
          />
        </>
      );
    case "agreement":
      return (
        <>
          <PercentInput
            label={guard ? "Agreement below" : "Agreement at least"}
            value={Number.isNaN(condition.atLeast) ? null : condition.atLeast}
            error={problemAt("atLeast")}
            onShare={(atLeast) => onChange({ ...condition, atLeast: atLeast ?? Number.NaN })}
          />
          <Count
            label="Of at least this many verdicts"
            value={condition.minVerdicts}
            error={problemAt("minVerdicts")}
            onCount={(minVerdicts) => onChange({ ...condition, minVerdicts })}
          />
          <Window
            minutes={condition.windowMinutes}
            onMinutes={(windowMinutes) => onChange({ ...condition, windowMinutes })}
          />
          <NativeSelect
            label="Verdicts that count"
            data={amongChoices}
            value={condition.among}
            onChange={(event) => {
              const among = event.currentTarget.value;
              if (isAmong(among)) onChange({ ...condition, among });
            }}
          />
        </>
      );
    case "failed_predictions":
      return (
        <>
          <PercentInput
            label={guard ? "Failed more than" : "Failed at most"}
            step={1}
            value={Number.isNaN(condition.atMost) ? null : condition.atMost}
            error={problemAt("atMost")}
            onShare={(atMost) => onChange({ ...condition, atMost: atMost ?? Number.NaN })}
          />
          <Count
            label="Of at least this many predictions"
            value={condition.minPredictions}
            error={problemAt("minPredictions")}
            onCount={(minPredictions) => onChange({ ...condition, minPredictions })}
          />
          <Window
            minutes={condition.windowMinutes}
            onMinutes={(windowMinutes) => onChange({ ...condition, windowMinutes })}
          />
        </>
      );
    case "queue_age":
      return (
        <DurationInput
          label={guard ? "The oldest waits longer than" : "The oldest waits at most"}
          minutes={condition.atMostMinutes}
          error={problemAt("atMostMinutes")}
          onMinutes={(atMostMinutes) => onChange({ ...condition, atMostMinutes })}
        />
      );
  }
}

interface CountProps {
  label: string;
  value: number;
  error: string | undefined;
  onCount: (count: number) => void;
}

function Count({ label, value, error, onCount }: CountProps) {
  return (
    <NumberInput
      label={label}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      value={Number.isNaN(value) ? "" : value}
      error={error}
      onChange={(count) => onCount(count === "" ? Number.NaN : Number(count))}
    />
  );
}

/** The stretch of time that the evidence is taken from. */
function Window({ minutes, onMinutes }: { minutes: number | null; onMinutes: (minutes: number | null) => void }) {
  return (
    <NativeSelect
      label="Counted"
      data={windowChoices}
      value={minutes === null ? "" : String(minutes)}
      onChange={({ currentTarget: { value } }) => onMinutes(value === "" ? null : Number(value))}
    />
  );
}
