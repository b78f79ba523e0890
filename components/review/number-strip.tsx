import type { CSSProperties } from "react";
import { numberText } from "@/components/review/answer-text";
import classes from "@/components/review/number-strip.module.css";
import { type FieldDistribution, placeAmong } from "@/lib/review/recent-inputs-view";

interface NumberStripProps {
  value: number;
  recent: FieldDistribution & { kind: "number" };
  unit: string | undefined;
}

/**
 * Where a number lies among those of recent items: a line from their 1st to their 99th percentile, the middle half
 * thicker, the median marked. The same in words for those who do not see it.
 */
export function NumberStrip({ value, recent, unit }: NumberStripProps) {
  const at = (percent: number) => recent.quantiles[percent] ?? 0;
  const [low, high] = [at(1), at(99)];
  if (low === high) return null;
  const place = (number: number) => `${Math.min(1, Math.max(0, (number - low) / (high - low))) * 100}%`;
  const units = unit === undefined ? "" : ` ${unit}`;
  const middle = `The middle half of ${recent.count.toLocaleString("en-GB")} recent items lies between ${numberText(at(25))} and ${numberText(at(75))}${units}.`;
  const below = Math.round(placeAmong(value, recent) * 100);
  return (
    <span
      className={classes.strip}
      title={middle}
      role="img"
      aria-label={`Higher than ${below}% of recent items. ${middle}`}
    >
      <span className={classes.middle} style={{ "--from": place(at(25)), "--to": place(at(75)) } as CSSProperties} />
      <span className={classes.median} style={{ "--at": place(at(50)) } as CSSProperties} />
      <span className={classes.value} style={{ "--at": place(value) } as CSSProperties} />
    </span>
  );
}
