"use client";
import { Chip, Input, Select, TextInput } from "@mantine/core";
import type { GuardrailDraft } from "@/components/policies/guardrail-draft";
import classes from "@/components/policies/guardrail-row.module.css";

interface GuardrailHoursProps {
  draft: GuardrailDraft;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<GuardrailDraft>) => void;
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** The hours and days within which the model may decide. */
export function GuardrailHours({ draft, problemAt, onChange }: GuardrailHoursProps) {
  return (
    <>
      <TextInput
        label="Automate from"
        type="time"
        value={draft.from}
        error={problemAt("from")}
        onChange={(event) => onChange({ from: event.currentTarget.value.slice(0, 5) })}
      />
      <TextInput
        label="until"
        description="An end before the start runs past midnight."
        type="time"
        value={draft.to === "24:00" ? "00:00" : draft.to}
        error={problemAt("to")}
        onChange={(event) => onChange({ to: event.currentTarget.value.slice(0, 5) })}
      />
      <Input.Wrapper label="On these days" labelElement="div" error={problemAt("days")} className={classes.full ?? ""}>
        <Chip.Group
          multiple
          value={draft.days.map(String)}
          onChange={(picked) => onChange({ days: picked.map(Number).toSorted() })}
        >
          <fieldset className={classes.days} aria-label="On these days">
            {days.map((day, place) => (
              <Chip key={day} size="xs" value={String(place + 1)}>
                {day}
              </Chip>
            ))}
          </fieldset>
        </Chip.Group>
      </Input.Wrapper>
      <Select
        label="Time zone"
        searchable
        limit={50}
        allowDeselect={false}
        data={zones.includes(draft.timeZone) ? zones : [draft.timeZone, ...zones]}
        value={draft.timeZone}
        error={problemAt("timeZone")}
        onChange={(timeZone) => timeZone !== null && onChange({ timeZone })}
      />
    </>
  );
}
