"use client";
import {
  Bar,
  BarChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { binWidth } from "@/components/chart/bin-width";
import classes from "@/components/chart/confidence-histogram.module.css";

export interface HistogramBin {
  /** Percent of confidence at which the bin starts. */
  from: number;
  count: number;
}

function BinNote({ active, payload }: Pick<TooltipContentProps, "active" | "payload">) {
  const bin = payload?.[0]?.payload as HistogramBin | undefined;
  if (!active || bin === undefined) return null;
  return (
    <div className={classes.note}>
      {bin.count} {bin.count === 1 ? "item" : "items"}, {bin.from} to {Math.min(100, bin.from + binWidth)}% confidence
    </div>
  );
}

/**
 * How many predictions fell into each stretch of confidence, with the threshold as a line (percent; null: none). What
 * the model may decide is violet, the rest grey. `summary` says the same for those who do not see it.
 */
export function ConfidenceHistogram(props: {
  bins: readonly HistogramBin[];
  threshold: number | null;
  summary: string;
}) {
  const { bins, threshold, summary } = props;
  const data = bins.map((bin) => {
    const automated = threshold !== null && bin.from >= threshold;
    return { ...bin, centre: bin.from + binWidth / 2, fill: automated ? "var(--model)" : "var(--line-strong)" };
  });
  return (
    <figure className={classes.figure} aria-label={summary}>
      <ResponsiveContainer width="100%" height={132}>
        <BarChart
          data={data}
          margin={{ top: 14, right: 8, bottom: 0, left: 0 }}
          barCategoryGap={1}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="centre"
            type="number"
            domain={[0, 100]}
            ticks={[0, 25, 50, 75, 100]}
            tickFormatter={(value: number) => `${value}%`}
            tick={{ fontSize: 11, fill: "var(--mantine-color-dimmed)" }}
            stroke="var(--line-strong)"
            tickLine={false}
          />
          <YAxis
            width={32}
            allowDecimals={false}
            tick={{ fontSize: 11, fill: "var(--mantine-color-dimmed)" }}
            axisLine={false}
            tickLine={false}
          />
          <Tooltip cursor={false} isAnimationActive={false} content={(tooltip) => <BinNote {...tooltip} />} />
          <Bar dataKey="count" barSize={10} isAnimationActive={false} />
          {threshold !== null && (
            <ReferenceLine
              x={threshold}
              stroke="var(--model)"
              strokeWidth={2}
              label={{ value: `${threshold}%`, position: "top", fontSize: 11, fill: "var(--mantine-color-text)" }}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}
