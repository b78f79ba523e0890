import { Stack, Text } from "@mantine/core";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { ExactTime } from "@/components/ui/exact-time";
import type { SettledView } from "@/lib/disagreements/disagreement-view";
import { rootCauseText } from "@/lib/disagreements/filter-options-view";

/** How a disagreement was settled. */
export function SettledNote({ settled, names }: { settled: SettledView; names: AnswerNames }) {
  const { answer, unusable, rootCause, note, by, at } = settled;
  return (
    <Stack gap="xs">
      <div>
        {answer === null ? unusable ? "Unusable input" : "No outcome" : <AnswerChip answer={answer} names={names} />}
      </div>
      <Text size="sm" fw={550}>
        {rootCause === null ? "No root cause was given." : rootCauseText[rootCause]}
      </Text>
      {note !== null && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {note}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        By {by}
        {at !== null && (
          <>
            , <ExactTime at={at} />
          </>
        )}
      </Text>
    </Stack>
  );
}
