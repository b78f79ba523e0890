import { Badge } from "@mantine/core";

/** Marks the model version whose answers count. */
export function ChampionBadge() {
  return (
    <Badge color="violet" variant="light" size="sm" radius="xl" tt="none">
      Champion
    </Badge>
  );
}
