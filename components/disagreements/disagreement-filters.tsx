"use client";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { filterNames } from "@/lib/disagreements/disagreement-filter-schema";
import type { FilterOptions } from "@/lib/disagreements/filter-options-view";

/** What the queue can be narrowed to. The number behind a choice says how many it would leave. */
export function DisagreementFilters({ options }: { options: FilterOptions }) {
  return (
    <FilterBar names={filterNames}>
      {options.useCase.length > 1 && (
        <UrlSelectFilter name="useCase" label="Use case" all="Any use case" options={options.useCase} />
      )}
      <UrlSelectFilter
        name="status"
        label="State"
        all={options.status[0]?.label ?? "Open"}
        options={options.status.filter(({ value }) => value !== "open")}
      />
      <UrlSelectFilter name="kind" label="Between" all="Between anyone" options={options.kind} />
      {options.slice.length > 0 && (
        <UrlSelectFilter name="slice" label="Slice" all="Any slice" options={options.slice} />
      )}
      {options.model.length > 0 && (
        <UrlSelectFilter name="model" label="Model version" all="Any model" options={options.model} />
      )}
      {options.policy.length > 0 && (
        <UrlSelectFilter name="policy" label="Policy" all="Any policy" options={options.policy} />
      )}
      <UrlSelectFilter name="confidence" label="Confidence" all="Any confidence" options={options.confidence} />
      <UrlSelectFilter name="age" label="Age" all="Any age" options={options.age} />
      {options.cost.length > 1 && <UrlSelectFilter name="cost" label="Cost" all="Any cost" options={options.cost} />}
    </FilterBar>
  );
}
