"use client";
import { Group } from "@mantine/core";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlDateFilter } from "@/components/ui/url-date-filter";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { UrlTextFilter } from "@/components/ui/url-text-filter";
import { eventTypes } from "@/lib/audit/event-types";

const names = ["item", "code", "useCase", "type", "actor", "outcome", "model", "policy", "from", "to"];

const types = Object.entries(eventTypes).map(([value, label]) => ({ value, label }));

interface Choice {
  id: string;
  name: string;
}

interface AuditFiltersProps {
  useCases: readonly { slug: string; name: string }[];
  actors: readonly Choice[];
  outcomes: readonly { key: string; label: string }[];
  models: readonly Choice[];
  /** Of the use case that the list is narrowed to. */
  policies: readonly Choice[];
}

const optionsOf = (choices: readonly Choice[]) => choices.map(({ id, name }) => ({ value: id, label: name }));

/** What the audit list can be narrowed to. */
export function AuditFilters({ useCases, actors, outcomes, models, policies }: AuditFiltersProps) {
  return (
    <FilterBar names={names}>
      <UrlTextFilter name="item" label="External id of an item" placeholder="External id of an item" />
      <UrlTextFilter name="code" label="Words of a code" placeholder="Code: a reason, guardrail, cause" />
      <UrlSelectFilter
        name="useCase"
        label="Use case"
        all="Any use case"
        options={useCases.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
      <UrlSelectFilter name="type" label="What happened" all="Anything" options={types} />
      <UrlSelectFilter
        name="actor"
        label="By or about whom"
        all="By or about anyone"
        options={[{ value: "system", label: "The system" }, ...optionsOf(actors)]}
      />
      <UrlSelectFilter
        name="outcome"
        label="Outcome"
        all="Any outcome"
        options={outcomes.map(({ key, label }) => ({ value: key, label }))}
      />
      <UrlSelectFilter name="model" label="Model version" all="Any model" options={optionsOf(models)} />
      {policies.length > 0 && (
        <UrlSelectFilter name="policy" label="Policy" all="Any policy" options={optionsOf(policies)} />
      )}
      <Group gap="xs">
        <UrlDateFilter name="from" label="From" />
        <UrlDateFilter name="to" label="To" />
      </Group>
    </FilterBar>
  );
}
