import type { CSSProperties } from "react";
import classes from "@/components/engine/badges.module.css";

/** An outcome by its label, with its colour (a name of the palette) as a mark. */
export function OutcomeChip({ label, colour }: { label: string; colour: string }) {
  return (
    <span
      className={`${classes.badge} ${classes.chip}`}
      style={{ "--badge-colour": `var(--mantine-color-${colour}-5)` } as CSSProperties}
      title={label}
    >
      <span className={`${classes.mark} ${classes.dot}`} />
      <span className={classes.label}>{label}</span>
    </span>
  );
}
