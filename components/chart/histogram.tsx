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
import classes from "@/components/chart/histogram.module.css";

interface HistogramBin {
  /** Where the bar starts and ends on the axis. */
  from: number;
  to: number;
  count: number;
  /** Of these, what the model may decide. */
  passing: number;
}

interface HistogramProps {
  /** Side by side and of one width, the lowest first. */
  bins: readonly HistogramBin[];
  /** Where the line stands that decides what passes; null: there is none. */
  line: number | null;
  /** Behind every number on the axis: `%`, or a space and a unit. */
  unit: string;
  /** Places on the axis that have a number; left out: some round ones. */
  ticks?: readonly number[];
  /** The last bar holds everything above it too. */
  open?: boolean;
  /** The same in a sentence, for those who do not see it. */
  summary: string;
}

function BinNote({ payload, active, unit, last }: Pick<TooltipContentProps, "active" | "payload"> & BinNoteProps) {
  const bin = payload?.[0]?.payload as HistogramBin | undefined;
  if (!active || bin === undefined) return null;
  const range = bin.from === last ? `${bin.from}${unit} or more` : `${bin.from} to ${bin.to}${unit}`;
  const passing = bin.passing === 0 || bin.passing === bin.count ? "" : `, ${bin.passing} of them pass`;
  return (
    <div className={classes.note}>
      {bin.count} {bin.count === 1 ? "item" : "items"}, {range}
      {passing}
    </div>
  );
}

interface BinNoteProps {
  unit: string;
  /** Where the bar begins that is open to above; null: none is. */
  last: number | null;
}

/** How many answers fell into each stretch, with a line that decides: what the model may decide is violet, the rest grey. */
export function Histogram({ bins, line, unit, ticks, open = false, summary }: HistogramProps) {
  const data = bins.map((bin) => ({ ...bin, centre: (bin.from + bin.to) / 2, rest: bin.count - bin.passing }));
  const end = bins.at(-1)?.to ?? 1;
  const last = open ? (bins.at(-1)?.from ?? null) : null;
  return (
    <figure className={classes.figure} aria-label={summary}>
      <ResponsiveContainer width="100%" height={132}>
        <BarChart
          data={data}
          margin={{ top: 16, right: 14, bottom: 0, left: 0 }}
          barCategoryGap={1}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="centre"
            type="number"
            domain={[0, end]}
            {...(ticks === undefined ? { tickCount: 5 } : { ticks: [...ticks] })}
            tickFormatter={(value: number) => `${value}${unit}`}
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
          <Tooltip
            cursor={false}
            isAnimationActive={false}
            content={(tooltip) => <BinNote {...tooltip} unit={unit} last={last} />}
          />
          <Bar dataKey="passing" stackId="bin" fill="var(--model)" barSize={10} isAnimationActive={false} />
          <Bar dataKey="rest" stackId="bin" fill="var(--line-strong)" barSize={10} isAnimationActive={false} />
          {line !== null && (
            <ReferenceLine
              x={line}
              stroke="var(--mantine-color-text)"
              strokeWidth={2}
              label={{ value: `${line}${unit}`, position: "top", fontSize: 11, fill: "var(--mantine-color-text)" }}
            />
          )}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}
