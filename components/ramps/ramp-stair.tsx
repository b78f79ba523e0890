import type { CSSProperties } from "react";
import classes from "@/components/ramps/ramp-stair.module.css";
import { type Mode, rungOf } from "@/lib/engine/mode";
import { minutesText } from "@/lib/engine/ramp-conditions";
import type { RampStep } from "@/lib/engine/ramp-schema";
import { percentText } from "@/lib/engine/settings-changes";

interface RampStairProps {
  /** The mode that the ramp leads to: its rung's colour. */
  mode: Mode;
  startShare: number;
  steps: readonly RampStep[];
  /** The step in force, from 0; -1: the share from before; null: none is. */
  step: number | null;
}

/** A ramp's steps as a stair, the share from before it first. As high as they are large. */
export function RampStair({ mode, startShare, steps, step }: RampStairProps) {
  const stairs = [{ share: startShare, holdMinutes: 0 }, ...steps];
  return (
    <ol className={classes.stair} style={{ "--colour": `var(--rung-${rungOf(mode)})` } as CSSProperties}>
      {stairs.map(({ share, holdMinutes }, index) => {
        const inForce = step !== null && index === step + 1;
        return (
          <li
            key={index === 0 ? "before" : share}
            className={classes.step}
            data-in-force={inForce || undefined}
            data-reached={(step !== null && index <= step + 1) || undefined}
            aria-current={inForce ? "step" : undefined}
          >
            <span className={classes.share}>{percentText(share)}</span>
            <div className={classes.bar} style={{ "--share": share } as CSSProperties} />
            <span className={classes.note}>{index === 0 ? "before" : minutesText(holdMinutes)}</span>
            {inForce && <span className={classes.flag}>in force</span>}
          </li>
        );
      })}
    </ol>
  );
}
