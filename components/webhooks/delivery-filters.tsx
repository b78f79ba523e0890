"use client";
import { FilterBar } from "@/components/table/filter-bar";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { testEvent, webhookEventNames } from "@/lib/webhooks/webhook-schema";

const statuses = [
  { value: "pending", label: "Waiting" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Given up" },
];

const types = [...webhookEventNames, testEvent].map((name) => ({ value: name, label: name }));

/** What a webhook's log can be narrowed to. */
export function DeliveryFilters() {
  return (
    <FilterBar names={["status", "type"]}>
      <UrlSelectFilter name="status" label="Status" all="Any status" options={statuses} />
      <UrlSelectFilter name="type" label="Event" all="Any event" options={types} />
    </FilterBar>
  );
}
