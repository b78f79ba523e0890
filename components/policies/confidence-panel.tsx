import { Group, Text } from "@mantine/core";
import { binWidth } from "@/components/chart/bin-width";
import { ConfidenceHistogram } from "@/components/chart/confidence-histogram";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import classes from "@/components/policies/confidence-panel.module.css";
import { type ConfidenceBin, reaching } from "@/lib/statistics/coverage";
import { rateText } from "@/lib/statistics/rate-text";

interface ConfidencePanelProps {
  outcomes: readonly { key: string; label: string; colour: string; bins: readonly ConfidenceBin[] }[];
  thresholds: Readonly<Record<string, number>>;
}

function wideBins(bins: readonly ConfidenceBin[]) {
  return Array.from({ length: 100 / binWidth }, (_, index) => {
    const from = index * binWidth;
    const inside = bins.slice(from, from + binWidth + (from + binWidth === 100 ? 1 : 0));
    return { from, count: inside.reduce((sum, bin) => sum + bin.count, 0) };
  });
}

/** One histogram per outcome that the model predicts, with its threshold. */
export function ConfidencePanel({ outcomes, thresholds }: ConfidencePanelProps) {
  return (
    <div className={classes.grid}>
      {outcomes.map(({ key, label, colour, bins }) => {
        const threshold = Object.hasOwn(thresholds, key) ? (thresholds[key] ?? null) : null;
        const predicted = reaching(bins, 0).count;
        const reached = threshold === null ? 0 : reaching(bins, threshold).count;
        const text =
          threshold === null
            ? `${predicted} predicted; no threshold, so people decide them`
            : `${reached} of ${predicted} predicted reach the threshold${predicted === 0 ? "" : ` (${rateText(reached / predicted)})`}`;
        return (
          <div key={key}>
            <Group gap="xs" mb={4}>
              <OutcomeChip label={label} colour={colour} />
              <Text size="xs" c="dimmed" className="numbers">
                {text}
              </Text>
            </Group>
            <ConfidenceHistogram
              bins={wideBins(bins)}
              threshold={threshold === null ? null : Number((threshold * 100).toFixed(2))}
              summary={`Confidence where the model predicts ${label}: ${text}.`}
            />
          </div>
        );
      })}
    </div>
  );
}
