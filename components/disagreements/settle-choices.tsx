import type { CSSProperties } from "react";
import classes from "@/components/disagreements/settle-choices.module.css";
import { KeyHint } from "@/components/ui/key-hint";

interface Choice {
  value: string;
  label: string;
  /** The key that chooses it now; null: none. */
  hotkey: string | null;
  /** A colour of the palette; left out, it has none. */
  colour?: string;
}

interface SettleChoicesProps {
  legend: string;
  name: string;
  choices: readonly Choice[];
  chosen: string | null;
  /** The keys are for these. */
  active: boolean;
  error?: string | undefined;
  onChoose: (value: string) => void;
}

/** One of a few, each with its key. */
export function SettleChoices(props: SettleChoicesProps) {
  const { legend, name, choices, chosen, active, error, onChoose } = props;
  return (
    <fieldset className={classes.choices} data-active={active || undefined}>
      <legend className={classes.legend}>{legend}</legend>
      {choices.map(({ value, label, hotkey, colour }) => (
        <label
          key={value}
          className={classes.choice}
          style={
            { "--choice-colour": colour ? `var(--mantine-color-${colour}-5)` : "var(--line-strong)" } as CSSProperties
          }
        >
          <input
            type="radio"
            name={name}
            className={classes.radio}
            value={value}
            checked={chosen === value}
            aria-keyshortcuts={(active && hotkey) || undefined}
            onChange={() => onChoose(value)}
          />
          {colour !== undefined && <span className={classes.mark} aria-hidden />}
          <span className={classes.label}>{label}</span>
          {hotkey !== null && (
            <span className={classes.hotkey} aria-hidden>
              <KeyHint>{hotkey.toUpperCase()}</KeyHint>
            </span>
          )}
        </label>
      ))}
      {error !== undefined && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
