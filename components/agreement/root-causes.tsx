import { Text } from "@mantine/core";
import { StackedDays } from "@/components/chart/stacked-days";
import { countText } from "@/components/ui/figure-text";
import type { CauseCount } from "@/lib/reports/agreement-counts-query";

const causes = [
  { key: "model_error", name: "Model error", colour: "var(--model)" },
  { key: "human_error", name: "Human error", colour: "var(--person)" },
  { key: "ambiguous_guideline", name: "Ambiguous guideline", colour: "var(--disagreement)" },
  { key: "bad_input", name: "Bad input", colour: "var(--fallback)" },
  { key: "acceptable_variation", name: "Acceptable variation", colour: "var(--line-strong)" },
] as const;

type Cause = (typeof causes)[number]["key"];
type Day = { date: string } & Record<Cause, number>;

const dayMs = 86_400_000;
const mostDays = 31;

/** What adjudicators found to be the causes, over time: by day, or by week where there are many. */
export function RootCauses({ counts }: { counts: readonly CauseCount[] }) {
  const [first, last] = [counts[0], counts.at(-1)];
  if (first === undefined || last === undefined) {
    return (
      <Text size="sm" c="dimmed">
        No disagreement was settled with a cause in this period. Adjudicators give one with each verdict.
      </Text>
    );
  }
  const [from, to] = [Date.parse(first.day), Date.parse(last.day)];
  const step = (to - from) / dayMs < mostDays ? 1 : 7;
  const days = new Map<string, Day>();
  const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
  for (let moment = from; moment <= to; moment += step * dayMs) days.set(dateOf(moment), emptyDay(dateOf(moment)));
  for (const { day, cause, n } of counts) {
    const start = from + Math.floor((Date.parse(day) - from) / dayMs / step) * step * dayMs;
    const entry = days.get(dateOf(start));
    if (entry !== undefined) entry[cause] += n;
  }
  const total = counts.reduce((sum, { n }) => sum + n, 0);
  return (
    <>
      <StackedDays label="Root causes of settled disagreements" parts={causes} days={[...days.values()]} />
      <Text size="xs" c="dimmed" mt="xs">
        {countText(total)} settled with a cause, by {step === 1 ? "day" : "week (its first day is named)"}.
      </Text>
    </>
  );
}

const emptyDay = (date: string): Day => ({
  date,
  model_error: 0,
  human_error: 0,
  ambiguous_guideline: 0,
  bad_input: 0,
  acceptable_variation: 0,
});
