"use client";
import { NumberInput, Select, TextInput } from "@mantine/core";
import type { OutcomeDraft } from "@/components/use-cases/definition-draft";
import { RowButtons } from "@/components/use-cases/row-buttons";
import classes from "@/components/use-cases/rows.module.css";
import { outcomeColours } from "@/lib/use-cases/definition-schema";

interface OutcomeRowProps {
  draft: OutcomeDraft;
  index: number;
  count: number;
  /** The sentence at one of the outcome's inputs (`hotkey`), if any. */
  problemAt: (name: string) => string | undefined;
  onChange: (part: Partial<OutcomeDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const colours = outcomeColours.map((colour) => ({ value: colour, label: colour }));

function Swatch({ colour }: { colour: string }) {
  return (
    <span
      style={{
        width: 12,
        height: 12,
        borderRadius: 3,
        background: colour === "" ? "var(--line)" : `var(--mantine-color-${colour}-5)`,
      }}
    />
  );
}

/** One outcome of a classification. */
export function OutcomeRow({ draft, index, count, problemAt, onChange, onMove, onRemove }: OutcomeRowProps) {
  return (
    <fieldset className={classes.row} aria-label={`Outcome ${index + 1}: ${draft.key || "new"}`}>
      <div className={classes.outcome}>
        <TextInput
          label="Key"
          value={draft.key}
          error={problemAt("key")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ key: event.currentTarget.value })}
        />
        <TextInput
          label="Label"
          placeholder={draft.key}
          value={draft.label}
          error={problemAt("label")}
          autoComplete="off"
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
        <Select
          label="Colour"
          placeholder="next free"
          data={colours}
          value={draft.colour === "" ? null : draft.colour}
          leftSection={<Swatch colour={draft.colour} />}
          error={problemAt("colour")}
          onChange={(colour) => onChange({ colour: colour ?? "" })}
        />
        <TextInput
          label="Hotkey"
          placeholder={String(index + 1)}
          maxLength={1}
          value={draft.hotkey}
          error={problemAt("hotkey")}
          autoComplete="off"
          onChange={(event) => onChange({ hotkey: event.currentTarget.value.toLowerCase() })}
        />
        <NumberInput
          label="Error cost"
          min={0}
          value={draft.errorCost}
          error={problemAt("errorCost")}
          onChange={(value) => onChange({ errorCost: value === "" ? "" : Number(value) })}
        />
        <div className={classes.buttons}>
          <RowButtons
            what={`outcome ${draft.key || index + 1}`}
            first={index === 0}
            last={index === count - 1}
            onMove={onMove}
            onRemove={onRemove}
          />
        </div>
      </div>
    </fieldset>
  );
}
