import { Group, Text } from "@mantine/core";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { ScoreBars } from "@/components/items/score-bars";
import { numberText } from "@/components/ui/figure-text";
import type { Prediction } from "@/lib/inference/prediction";

/** What a model said about an item: an answer with its scores or its spread, or why there is none. */
export function PredictionView({ prediction, names }: { prediction: Prediction; names: AnswerNames }) {
  if (!prediction.ok) {
    return (
      <Text size="sm" fw={550}>
        No prediction. {prediction.failure.message}
      </Text>
    );
  }
  if ("value" in prediction) {
    return (
      <Text size="lg" fw={600} className="numbers">
        {numberText(prediction.value)} {names.unit}
        {prediction.spread !== undefined && (
          <Text component="span" size="sm" c="dimmed" fw={400}>
            {" "}
            give or take {numberText(prediction.spread)}
          </Text>
        )}
      </Text>
    );
  }
  const scores = Object.entries(prediction.scores)
    .map(([outcome, score]) => ({ outcome, score }))
    .toSorted((a, b) => b.score - a.score);
  return (
    <>
      <Group gap="xs" mb={6}>
        <AnswerChip answer={{ outcome: prediction.outcome }} names={names} />
      </Group>
      <ScoreBars scores={scores} names={names} threshold={null} />
    </>
  );
}
