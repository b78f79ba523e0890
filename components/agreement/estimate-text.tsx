import classes from "@/components/agreement/agreement.module.css";
import type { Estimate } from "@/lib/statistics/estimate";

/** Without a sign before zero. */
const figure = (value: number) => (Math.abs(value) < 0.005 ? "0.00" : value.toFixed(2).replace("-", "\u2212"));

/** A coefficient with its 95% interval. `none` says why there is none. */
export function EstimateText({ estimate, none = "–" }: { estimate: Estimate | null; none?: string }) {
  if (estimate === null) return <span className={classes.dim}>{none}</span>;
  const { value, interval } = estimate;
  return (
    <>
      <strong>{figure(value)}</strong>
      <span className={classes.interval}>
        {interval === null ? "no interval" : `${figure(interval.lower)} to ${figure(interval.upper)}`}
      </span>
    </>
  );
}
