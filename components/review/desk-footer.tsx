import { countText } from "@/components/review/count-text";
import classes from "@/components/review/desk-footer.module.css";
import { keyOfOutcome } from "@/components/review/desk-keys";
import { KeyHint } from "@/components/ui/key-hint";
import type { Desk } from "@/lib/review/desk-view";

/** The keys' legend, and how far one is. */
export function DeskFooter(props: { outcomes: Desk["outcomes"]; waiting: number; decided: number }) {
  const { outcomes, waiting, decided } = props;
  const keys = outcomes.map((_, index) => keyOfOutcome(outcomes, index)).filter((key) => key !== null);
  const [first, last] = [keys[0], keys.at(-1)];
  return (
    <footer className={classes.footer}>
      <ul className={classes.legend} aria-label="Keys">
        {first !== undefined && last !== undefined && (
          <li>
            <KeyHint>{first.toUpperCase()}</KeyHint>
            {keys.length > 1 && (
              <>
                {keys.length > 2 ? "–" : ""}
                <KeyHint>{last.toUpperCase()}</KeyHint>
              </>
            )}{" "}
            choose
          </li>
        )}
        <LegendKey name="Enter" means="confirm" />
        <LegendKey name="S" means="skip" />
        <LegendKey name="O" means="second opinion" />
        <LegendKey name="U" means="undo" />
        <LegendKey name="N" means="note" />
        <LegendKey name="G" means="guideline" />
        <LegendKey name="?" means="all keys" />
      </ul>
      <p className={`${classes.progress} numbers`}>
        <span>{decided.toLocaleString("en-GB")} decided now</span>
        <strong>{countText(waiting)} waiting</strong>
      </p>
    </footer>
  );
}

function LegendKey({ name, means }: { name: string; means: string }) {
  return (
    <li>
      <KeyHint>{name}</KeyHint> {means}
    </li>
  );
}
