"use client";
import { Select } from "@mantine/core";
import classes from "@/components/audit/item-record.module.css";
import { useUrlFilters } from "@/components/ui/use-url-filters";

const time = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

/** Takes the record back to a moment of the item's story. */
export function MomentChoice({ moments }: { moments: readonly { at: string; title: string }[] }) {
  const filters = useUrlFilters();
  return (
    <Select
      className={classes.screenOnly}
      aria-label="As it was at a moment"
      placeholder="As it is now"
      clearable
      data={moments.map(({ at, title }) => ({ value: at, label: `${time.format(new Date(at))}: ${title}` }))}
      value={filters.get("at")}
      onChange={(at) => filters.set({ at })}
      w={{ base: "100%", xs: 360 }}
    />
  );
}
