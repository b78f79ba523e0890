"use client";
import { Loader, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/** A filter that one types; takes effect a moment after the last key. */
export function UrlTextFilter({ name, label, placeholder }: { name: string; label: string; placeholder: string }) {
  const filters = useUrlFilters();
  const apply = useDebouncedCallback((text: string) => filters.set({ [name]: text.trim() }), 250);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      defaultValue={filters.get(name) ?? ""}
      onChange={(event) => apply(event.currentTarget.value)}
      rightSection={filters.pending && <Loader size="xs" color="gray" />}
      w={{ base: "100%", xs: 260 }}
    />
  );
}
