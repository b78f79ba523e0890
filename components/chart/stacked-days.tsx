"use client";
import type { CSSProperties } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import classes from "@/components/chart/stacked-days.module.css";

interface Part<Key extends string> {
  key: Key;
  name: string;
  /** A CSS colour. */
  colour: string;
}

interface StackedDaysProps<Key extends string> {
  /** What the chart shows, in a sentence, for those who do not see it. */
  label: string;
  /** Drawn from the bottom up. */
  parts: readonly Part<Key>[];
  /** One day each (`YYYY-MM-DD`), with a number for every part. */
  days: readonly ({ date: string } & Readonly<Record<Key, number>>)[];
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const nameOf = (date: unknown) => dayName.format(new Date(`${String(date)}T00:00:00Z`));

/** Counts per day, stacked. The same numbers follow as a table, for screen readers. */
export function StackedDays<Key extends string>({ label, parts, days }: StackedDaysProps<Key>) {
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.legend}>
        {parts.map((part) => (
          <span key={part.key} style={{ "--part": part.colour } as CSSProperties}>
            {part.name}
          </span>
        ))}
      </figcaption>
      <div className={classes.chart} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={[...days]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="date" tickFormatter={nameOf} tickLine={false} axisLine={false} minTickGap={8} />
            <YAxis allowDecimals={false} width={36} tickLine={false} axisLine={false} />
            <Tooltip
              cursor={{ fill: "var(--mantine-color-default-hover)" }}
              labelFormatter={nameOf}
              contentStyle={{
                background: "var(--surface)",
                border: "1px solid var(--line-strong)",
                borderRadius: "var(--mantine-radius-sm)",
              }}
              itemStyle={{ color: "var(--mantine-color-text)", padding: 0 }}
            />
            {parts.map((part) => (
              <Bar
                key={part.key}
                dataKey={part.key}
                name={part.name}
                stackId="day"
                fill={part.colour}
                maxBarSize={56}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className={classes.hidden}>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {parts.map((part) => (
              <th key={part.key} scope="col">
                {part.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{nameOf(day.date)}</th>
              {parts.map((part) => (
                <td key={part.key}>{day[part.key]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
