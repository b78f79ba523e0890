"use client";
import { Group, Select, Text } from "@mantine/core";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/** Which two versions of the policy stand side by side; the choice is in the page's address. */
export function ComparePolicies({ one, other, latest }: { one: number; other: number; latest: number }) {
  const filters = useUrlFilters();
  const versions = Array.from({ length: latest }, (_, index) => String(latest - index));
  const compare = (first: string | null, second: string | null) =>
    filters.set({ compare: first === null || second === null ? null : `${first}..${second}` });
  const choices = (without: number) => versions.filter((version) => version !== String(without));
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        aria-label="One policy"
        w={80}
        size="xs"
        searchable
        allowDeselect={false}
        data={choices(other)}
        value={String(one)}
        onChange={(version) => compare(version, String(other))}
      />
      <Text size="sm" c="dimmed">
        and
      </Text>
      <Select
        aria-label="The other policy"
        w={80}
        size="xs"
        searchable
        allowDeselect={false}
        data={choices(one)}
        value={String(other)}
        onChange={(version) => compare(String(one), version)}
      />
    </Group>
  );
}
