import type { ReactNode } from "react";
import type { TableColumn } from "@/components/table/table-column";

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers. */
  label: string;
  /** The first one holds each row's link. Keep the array stable. */
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where a click anywhere in the row leads; the same place as the link in its first cell. */
  rowHref: (row: Row) => string;
  /** The order that the server gave, and how the address says the other one. */
  order?: { column: string; descending: boolean; parameter: string; ascending: string };
  /** The cookie that keeps the reader's choice of columns, and what it held for this request. */
  chosenColumns: { cookie: string; value: string | null };
  /** Left of the choice of columns. */
  note?: ReactNode;
  /** In the place of rows where there are none. */
  empty: ReactNode;
  /** Under the rows. */
  footer?: ReactNode;
}
