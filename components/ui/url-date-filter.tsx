"use client";
import { TextInput } from "@mantine/core";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/** A filter by day. Days are those of UTC, like every exact time here. */
export function UrlDateFilter({ name, label }: { name: string; label: string }) {
  const filters = useUrlFilters();
  const value = filters.get(name) ?? "";
  return (
    <TextInput
      // Another day from elsewhere (a cleared list, a step back) must reach the field, which the browser otherwise owns.
      key={value}
      type="date"
      aria-label={`${label} (UTC)`}
      leftSection={label}
      leftSectionWidth={48}
      leftSectionProps={{ style: { fontSize: "var(--mantine-font-size-sm)" } }}
      defaultValue={value}
      onChange={(event) => {
        const day = event.currentTarget.value;
        // A year is typed digit by digit: 0002 is on the way to 2026.
        if (day === "" || day >= "1970") filters.set({ [name]: day });
      }}
      w={{ base: "100%", xs: 180 }}
    />
  );
}
