import { Group, Text } from "@mantine/core";
import { binWidth } from "@/components/chart/bin-width";
import { Histogram } from "@/components/chart/histogram";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import classes from "@/components/policies/confidence-panel.module.css";
import { countText } from "@/components/ui/figure-text";
import { type ConfidenceBin, reaching } from "@/lib/statistics/coverage";
import { rateText } from "@/lib/statistics/rate-text";

interface ConfidencePanelProps {
  outcomes: readonly { key: string; label: string; colour: string; bins: readonly ConfidenceBin[] }[];
  thresholds: Readonly<Record<string, number>>;
}

function wideBins(bins: readonly ConfidenceBin[], threshold: number | null) {
  const sum = (some: readonly ConfidenceBin[]) => some.reduce((total, bin) => total + bin.count, 0);
  const first = threshold === null ? bins.length : Math.ceil(threshold * 100 - 1e-9);
  return Array.from({ length: 100 / binWidth }, (_, index) => {
    const from = index * binWidth;
    const end = from + binWidth + (from + binWidth === 100 ? 1 : 0);
    return {
      from,
      to: from + binWidth,
      count: sum(bins.slice(from, end)),
      passing: sum(bins.slice(Math.max(from, first), end)),
    };
  });
}

/** One histogram per outcome that the model predicts, with its threshold and what passes it. */
export function ConfidencePanel({ outcomes, thresholds }: ConfidencePanelProps) {
  return (
    <div className={classes.grid}>
      {outcomes.map(({ key, label, colour, bins }) => {
        const threshold = Object.hasOwn(thresholds, key) ? (thresholds[key] ?? null) : null;
        const predicted = reaching(bins, 0).count;
        const reached = threshold === null ? 0 : reaching(bins, threshold).count;
        const text = passText(predicted, threshold === null ? null : reached);
        return (
          <div key={key}>
            <Group gap="xs" mb={4}>
              <OutcomeChip label={label} colour={colour} />
              <Text size="xs" c="dimmed" className="numbers">
                {text}
              </Text>
            </Group>
            <Histogram
              bins={wideBins(bins, threshold)}
              line={threshold === null ? null : Number((threshold * 100).toFixed(2))}
              unit="%"
              ticks={[0, 25, 50, 75, 100]}
              summary={`Confidence where the model predicts ${label}: ${text}.`}
            />
          </div>
        );
      })}
    </div>
  );
}

/** `reached` null: there is no threshold. */
function passText(predicted: number, reached: number | null): string {
  if (predicted === 0) return reached === null ? "never predicted; no threshold" : "never predicted";
  if (reached === null) return `${countText(predicted)} predicted; no threshold, so people decide them`;
  return `${rateText(reached / predicted)} pass: ${countText(reached)} of ${countText(predicted)} predicted`;
}
