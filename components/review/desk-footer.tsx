import { countText } from "@/components/review/count-text";
import classes from "@/components/review/desk-footer.module.css";
import { keyOfCommand, keyOfOutcome } from "@/components/review/desk-keys";
import { KeyHint } from "@/components/ui/key-hint";
import type { DeskCommand, DeskKeys } from "@/lib/access/preferences-schema";
import type { Desk } from "@/lib/review/desk-view";

/** Those that one needs all day, in short. */
const legend: readonly (readonly [DeskCommand, string])[] = [
  ["skip", "skip"],
  ["undo", "undo"],
  ["note", "note"],
  ["guideline", "guideline"],
  ["more", "more"],
];

interface DeskFooterProps {
  outcomes: Desk["outcomes"];
  keys: DeskKeys;
  decided: number;
  /** Of how many: decided here, on the desk, and waiting. */
  total: number;
  waiting: number;
}

/** The keys' legend, and how far one is. */
export function DeskFooter({ outcomes, keys, decided, total, waiting }: DeskFooterProps) {
  const digits = outcomes.map((_, index) => keyOfOutcome(outcomes, index)).filter((key) => key !== null);
  const [first, last] = [digits[0], digits.at(-1)];
  return (
    <footer className={classes.footer}>
      <ul className={classes.legend} aria-label="Keys">
        {first !== undefined && last !== undefined && (
          <li>
            <KeyHint>{first.toUpperCase()}</KeyHint>
            {digits.length > 1 && (
              <>
                {digits.length > 2 ? "–" : ""}
                <KeyHint>{last.toUpperCase()}</KeyHint>
              </>
            )}{" "}
            choose
          </li>
        )}
        <LegendKey name="Enter" means="confirm" />
        {legend.map(([command, means]) => (
          <LegendKey key={command} name={keyOfCommand(outcomes, keys, command)} means={means} />
        ))}
        <LegendKey name="?" means="all keys" />
      </ul>
      <p className={`${classes.progress} numbers`}>
        <span>
          {decided.toLocaleString("en-GB")} of {countText(total)} decided
        </span>
        <strong>{countText(waiting)} waiting</strong>
      </p>
    </footer>
  );
}

function LegendKey({ name, means }: { name: string | null; means: string }) {
  if (name === null) return null;
  return (
    <li>
      <KeyHint>{name.length === 1 ? name.toUpperCase() : name}</KeyHint> {means}
    </li>
  );
}
