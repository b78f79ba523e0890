"use client";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlDateFilter } from "@/components/ui/url-date-filter";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";

interface AgreementFiltersProps {
  versions: readonly { version: number; name: string }[];
}

/** What the agreement page can be narrowed to: when items arrived, and whose answers stand beside people's. */
export function AgreementFilters({ versions }: AgreementFiltersProps) {
  return (
    <FilterBar names={["from", "to", "version"]}>
      <UrlDateFilter name="from" label="From" />
      <UrlDateFilter name="to" label="To" />
      {versions.length > 0 && (
        <UrlSelectFilter
          name="version"
          label="Model version"
          all="Any model version"
          options={versions.map(({ version, name }) => ({ value: String(version), label: `${version}. ${name}` }))}
        />
      )}
    </FilterBar>
  );
}
