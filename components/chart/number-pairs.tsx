"use client";
import {
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import classes from "@/components/chart/histogram.module.css";

interface Pair {
  predicted: number;
  answered: number;
}

interface Place {
  x: number;
  y: number;
}

interface NumberPairsProps {
  /** Drawn in this order, each in a colour of its own. */
  groups: readonly { name: string; colour: string; pairs: readonly Pair[] }[];
  unit: string;
  /** The largest difference that is agreement: within it lie the two lines beside the diagonal. */
  tolerance: number;
  /** The same in a sentence, for those who do not see it. */
  summary: string;
}

const text = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 4 });

function PairNote({ active, payload, unit }: Pick<TooltipContentProps, "active" | "payload"> & { unit: string }) {
  const pair = payload?.[0]?.payload as Pair | undefined;
  if (!active || pair === undefined) return null;
  return (
    <div className={classes.note}>
      The model said {text.format(pair.predicted)} {unit}, a person {text.format(pair.answered)} {unit}
    </div>
  );
}

/** What the model said against what people said, as numbers: on the diagonal both are the same. */
export function NumberPairs({ groups, unit, tolerance, summary }: NumberPairsProps) {
  const values = groups.flatMap(({ pairs }) => pairs.flatMap(({ predicted, answered }) => [predicted, answered]));
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const axis = {
    type: "number",
    domain: [least, most] as [number, number],
    tickFormatter: (value: number) => text.format(value),
    tick: { fontSize: 11, fill: "var(--mantine-color-dimmed)" },
    stroke: "var(--line-strong)",
    tickLine: false,
  } as const;
  const line = (offset: number): [Place, Place] => [
    { x: Math.max(least, least - offset), y: Math.max(least, least + offset) },
    { x: Math.min(most, most - offset), y: Math.min(most, most + offset) },
  ];
  const label = { fontSize: 11, fill: "var(--mantine-color-dimmed)" };
  return (
    <figure className={classes.figure} aria-label={summary}>
      <ResponsiveContainer width="100%" height={320}>
        <ScatterChart margin={{ top: 8, right: 14, bottom: 18, left: 8 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            {...axis}
            dataKey="predicted"
            label={{ ...label, value: `The model, ${unit}`, position: "insideBottom", offset: -12 }}
          />
          <YAxis
            {...axis}
            dataKey="answered"
            width={52}
            label={{ ...label, value: `People, ${unit}`, angle: -90, position: "insideLeft" }}
          />
          <Tooltip cursor={false} isAnimationActive={false} content={(tip) => <PairNote {...tip} unit={unit} />} />
          <ReferenceLine segment={line(0)} stroke="var(--mantine-color-text)" />
          {tolerance > 0 &&
            [tolerance, -tolerance].map((offset) => (
              <ReferenceLine key={offset} segment={line(offset)} stroke="var(--line-strong)" strokeDasharray="4 4" />
            ))}
          {groups.map(({ name, colour, pairs }) => (
            <Scatter
              key={name}
              name={name}
              data={[...pairs]}
              fill={colour}
              fillOpacity={0.45}
              isAnimationActive={false}
              shape="circle"
            />
          ))}
        </ScatterChart>
      </ResponsiveContainer>
    </figure>
  );
}
