"use client";
import { Group } from "@mantine/core";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlDateFilter } from "@/components/ui/url-date-filter";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { UrlTextFilter } from "@/components/ui/url-text-filter";
import { eventTypes } from "@/lib/audit/event-types";

const names = ["item", "useCase", "type", "actor", "from", "to"];

const types = Object.entries(eventTypes).map(([value, label]) => ({ value, label }));

interface AuditFiltersProps {
  useCases: readonly { slug: string; name: string }[];
  actors: readonly { id: string; name: string }[];
}

/** What the audit list can be narrowed to. */
export function AuditFilters({ useCases, actors }: AuditFiltersProps) {
  return (
    <FilterBar names={names}>
      <UrlTextFilter name="item" label="External id of an item" placeholder="External id of an item" />
      <UrlSelectFilter
        name="useCase"
        label="Use case"
        all="Any use case"
        options={useCases.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
      <UrlSelectFilter name="type" label="What happened" all="Anything" options={types} />
      <UrlSelectFilter
        name="actor"
        label="By whom"
        all="By anyone"
        options={[
          { value: "system", label: "The system" },
          ...actors.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Group gap="xs">
        <UrlDateFilter name="from" label="From" />
        <UrlDateFilter name="to" label="To" />
      </Group>
    </FilterBar>
  );
}
