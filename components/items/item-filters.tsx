"use client";
import { Group } from "@mantine/core";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlDateFilter } from "@/components/ui/url-date-filter";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { UrlTextFilter } from "@/components/ui/url-text-filter";
import { modes } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";

const names = ["externalId", "status", "outcome", "decidedBy", "mode", "fallback", "guardrail", "from", "to"];

const statuses = [
  { value: "in_review", label: "Waiting" },
  { value: "decided", label: "Decided" },
  { value: "unusable", label: "Unusable" },
];

const deciders = [
  { value: "model", label: "Model" },
  { value: "human", label: "Person" },
  { value: "fallback", label: "Fallback" },
];

const rungs = modes.map((mode) => ({ value: mode, label: modeName[mode] }));

const fallbacks = [{ value: "yes", label: "Fell back" }];

interface ItemFiltersProps {
  outcomes: readonly { key: string; label: string }[];
  /** Those of the policy in force, and the one that the list is narrowed to. */
  guardrails: readonly { key: string; label: string }[];
}

const optionsOf = (choices: ItemFiltersProps["outcomes"]) => choices.map(({ key, label }) => ({ value: key, label }));

/** What the Items list can be narrowed to. */
export function ItemFilters({ outcomes, guardrails }: ItemFiltersProps) {
  return (
    <FilterBar names={names}>
      <UrlTextFilter name="externalId" label="External id begins with" placeholder="External id begins with" />
      <UrlSelectFilter name="status" label="Status" all="Any status" options={statuses} />
      {outcomes.length > 0 && (
        <UrlSelectFilter name="outcome" label="Outcome" all="Any outcome" options={optionsOf(outcomes)} />
      )}
      <UrlSelectFilter name="decidedBy" label="Decided by" all="By anyone" options={deciders} />
      <UrlSelectFilter name="mode" label="Mode" all="Any mode" options={rungs} />
      <UrlSelectFilter name="fallback" label="Fallback" all="Any route" options={fallbacks} />
      {guardrails.length > 0 && (
        <UrlSelectFilter name="guardrail" label="Guardrail" all="Any guardrail" options={optionsOf(guardrails)} />
      )}
      <Group gap="xs">
        <UrlDateFilter name="from" label="From" />
        <UrlDateFilter name="to" label="To" />
      </Group>
    </FilterBar>
  );
}
