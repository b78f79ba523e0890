import { Group, Stack, Text } from "@mantine/core";
import { ConfusionTable } from "@/components/models/confusion-table";
import { numberText } from "@/components/ui/figure-text";
import { Stat } from "@/components/ui/stat";
import type { Agreement } from "@/lib/reports/agreement-of";
import type { AgreementView } from "@/lib/reports/agreement-query";
import type { ConfusionCell, Distance } from "@/lib/reports/version-answers-query";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

interface VerdictFiguresProps {
  agreement: AgreementView | null;
  confusion: readonly ConfusionCell[];
  distance: Distance | null;
  outcomes: readonly { key: string; label: string }[];
  /** Regression: the number's unit and the largest difference that is agreement. */
  target: { unit: string; tolerance: number } | null;
}

const strata = [
  ["blind", "Blind verdicts"],
  ["seen", "After seeing a suggestion"],
  ["checked", "Checks of automated items"],
] as const;

function stat({ agreed, n, interval }: Agreement) {
  if (interval === null) return { value: "–", of: "none yet" };
  return {
    value: rateText(agreed / n),
    of: `${agreed} of ${n} agree`,
    interval: `95% interval ${intervalText(interval)}`,
  };
}

/** How a model version's answers and people's verdicts meet. */
export function VerdictFigures({ agreement, confusion, distance, outcomes, target }: VerdictFiguresProps) {
  if (agreement === null || strata.every(([stratum]) => agreement[stratum].n === 0)) {
    return (
      <Text size="sm" c="dimmed">
        No final verdict has an answer of this version beside it yet. As champion from Shadow on, or as a challenger, it
        gets some.
      </Text>
    );
  }
  const far = (value: number | null) =>
    value === null ? "–" : `${numberText(Number(value.toPrecision(3)))} ${target?.unit ?? ""}`.trim();
  return (
    <Stack gap="lg">
      <Group gap="xl" align="flex-start">
        {strata.map(([stratum, label]) => (
          <Stat key={stratum} label={label} {...stat(agreement[stratum])} />
        ))}
        {distance !== null && distance.n > 0 && (
          <Stat label="Half differ by at most" value={far(distance.median)} of={`${far(distance.mean)} on average`} />
        )}
      </Group>
      {target !== null && (
        <Text size="sm" c="dimmed">
          Agreement is a difference of at most {far(target.tolerance)}.
        </Text>
      )}
      {confusion.length > 0 && <ConfusionTable cells={confusion} outcomes={outcomes} />}
    </Stack>
  );
}
