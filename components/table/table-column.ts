import type { ReactNode } from "react";

/** A column of a `DataTable`. */
export interface TableColumn<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** `end` for figures. */
  align?: "end";
  /** The reader can turn its order round. */
  sorts?: true;
  /** Not shown until the reader asks for it. */
  hidden?: true;
  /** Always shown. */
  fixed?: true;
  /** Takes what width is left, and cuts its text off rather than push the others out. */
  grows?: true;
  /** Its place in the card that a row is on a phone: first line left or right, a line below, or (default) the last line. */
  phone?: "lead" | "aside" | "line" | "none";
}
