import { Group, Stack, Text } from "@mantine/core";
import { countText, numberText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stat } from "@/components/ui/stat";
import type { ModelHealth as Health } from "@/lib/reports/model-health-query";

const milliseconds = (value: number) => `${numberText(Number(value.toPrecision(3)))} ms`;

/** How fast a model answered lately, and how often it failed. */
export function ModelHealth({ health }: { health: Health }) {
  const { answeredLastHour, latency, failuresLastHour, lastFailureAt } = health;
  const failed = failuresLastHour.reduce((sum, { count }) => sum + count, 0);
  return (
    <Stack gap="md">
      <Group gap="xl" align="flex-start">
        <Stat label="Answers" value={countText(answeredLastHour)} of="in the last hour" />
        {latency !== null && (
          <Stat label="Half take at most" value={milliseconds(latency.p50)} of="per item, its way included" />
        )}
        {latency !== null && <Stat label="95% take at most" value={milliseconds(latency.p95)} />}
        <Stat
          label="Failures"
          value={countText(failed)}
          of={
            lastFailureAt === null ? (
              "none ever"
            ) : (
              <>
                in the last hour, the latest <RelativeTime at={lastFailureAt} />
              </>
            )
          }
        />
      </Group>
      {failuresLastHour.map(({ code, sentence, count, latest }) => (
        <div key={code}>
          <Text size="sm" className="numbers">
            <strong>{countText(count)}</strong> {sentence}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {latest}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
