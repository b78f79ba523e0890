import { Skeleton } from "@mantine/core";
import classes from "@/components/table/data-table.module.css";

/** A data table on its way: the same bar, header and height of rows, so that nothing jumps when it comes. */
export function TableSkeleton({ rows = 20 }: { rows?: number }) {
  return (
    <div className={classes.panel} aria-hidden="true">
      <div className={classes.bar}>
        <Skeleton height={14} width={140} />
      </div>
      <div className={classes.skeleton}>
        {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
          <Skeleton key={key} height={14} radius="sm" />
        ))}
      </div>
    </div>
  );
}
