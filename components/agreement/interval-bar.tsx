import type { CSSProperties } from "react";
import classes from "@/components/agreement/agreement.module.css";
import type { Agreement } from "@/lib/reports/agreement-of";

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** A share and its interval on a line from 0 to 100%. The figures stand beside it, so it says nothing to a screen reader. */
export function IntervalBar({ share, colour }: { share: Agreement; colour: string }) {
  const { n, agreed, interval } = share;
  return (
    <div className={classes.track} style={{ "--bar-colour": colour } as CSSProperties} aria-hidden="true">
      {interval !== null && (
        <span
          className={classes.range}
          style={{ left: percent(interval.lower), width: percent(interval.upper - interval.lower) }}
        />
      )}
      {n > 0 && <span className={classes.point} style={{ left: percent(agreed / n) }} />}
    </div>
  );
}
