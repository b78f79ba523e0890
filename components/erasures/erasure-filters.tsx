"use client";
import { statusName } from "@/components/erasures/erasure-words";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { erasureStatuses } from "@/lib/erasure/erasure-schema";

const options = erasureStatuses.map((value) => ({ value, label: statusName[value] }));

/** What the list of erasures can be narrowed to. */
export function ErasureFilters() {
  return (
    <FilterBar names={["status"]}>
      <UrlSelectFilter name="status" label="State" all="Any state" options={options} />
    </FilterBar>
  );
}
