import { Box, Text } from "@mantine/core";
import { Histogram } from "@/components/chart/histogram";
import { countText } from "@/components/ui/figure-text";
import type { SpreadEvidence } from "@/lib/reports/spread-query";
import { rateText } from "@/lib/statistics/rate-text";

interface SpreadPanelProps {
  spreads: SpreadEvidence;
  /** The largest spread at which the model decides; null: none is set. */
  maxSpread: number | null;
  /** Of the number that is predicted. */
  unit: string;
}

/** Regression: how wide the model's answers are, with the largest spread that passes. */
export function SpreadPanel({ spreads, maxSpread, unit }: SpreadPanelProps) {
  const { bins, passing, asked, unusable, without } = spreads;
  const answered = asked - unusable;
  const text =
    passing === null
      ? `${countText(answered)} answered; no largest spread is set, so people decide them`
      : `${rateText(answered === 0 ? 0 : passing / answered)} pass: ${countText(passing)} of ${countText(answered)} answered`;
  // An edge is a product of binary fractions; people are shown the number that is meant.
  const edge = (place: number) => Number((place * bins.width).toPrecision(6));
  return (
    <Box maw="44rem">
      <Text size="sm" className="numbers" mb={4}>
        {text}
        {without > 0 && `; ${countText(without)} came without a spread and never pass`}
      </Text>
      <Histogram
        bins={bins.bars.map((bar, place) => ({ ...bar, from: edge(place), to: edge(place + 1) }))}
        line={maxSpread}
        unit={unit === "" ? "" : ` ${unit}`}
        open
        summary={`Spread of the model's answers: ${text}.`}
      />
    </Box>
  );
}
