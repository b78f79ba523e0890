"use client";
import { Loader, Select } from "@mantine/core";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/** A filter that one chooses; `all` is what it says while nothing is chosen. */
export function UrlSelectFilter(props: {
  name: string;
  label: string;
  all: string;
  options: readonly { value: string; label: string }[];
}) {
  const { name, label, all, options } = props;
  const filters = useUrlFilters();
  return (
    <Select
      aria-label={label}
      placeholder={all}
      clearable
      data={options.map((option) => ({ ...option }))}
      value={filters.get(name)}
      onChange={(value) => filters.set({ [name]: value })}
      {...(filters.pending && { rightSection: <Loader size="xs" color="gray" /> })}
      w={{ base: "calc(50% - var(--mantine-spacing-xs) / 2)", xs: 170 }}
    />
  );
}
