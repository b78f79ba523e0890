import { Badge, Text } from "@mantine/core";
import { percentText } from "@/lib/engine/settings-changes";
import type { ModelPart } from "@/lib/reports/models-query";

/** What a model version is under the policy in force. */
export function ModelPartBadge({ part }: { part: ModelPart }) {
  switch (part.kind) {
    case "champion":
      return (
        <Badge color="violet" variant="light" size="sm" radius="xl" tt="none">
          Champion
        </Badge>
      );
    case "challenger":
      return (
        <Badge color="violet" variant="outline" size="sm" radius="xl" tt="none" className="numbers">
          Challenger on {percentText(part.share)}
        </Badge>
      );
    case "earlier":
      return (
        <Badge color="gray" variant="outline" size="sm" radius="xl" tt="none">
          Earlier champion
        </Badge>
      );
    case "unused":
      return (
        <Text component="span" size="sm" c="dimmed" fw={400}>
          Not in use
        </Text>
      );
  }
}
