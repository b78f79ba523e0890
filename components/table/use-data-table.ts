"use client";
import {
  columnVisibilityFeature,
  createColumnHelper,
  functionalUpdate,
  metaHelper,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import type { DataTableProps } from "@/components/table/data-table-props";
import type { TableColumn } from "@/components/table/table-column";

const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  columnMeta: metaHelper<Pick<TableColumn<never>, "align" | "grows" | "phone">>(),
});

type Order = NonNullable<DataTableProps<never>["order"]>;

/** TanStack's table over rows that the server has ordered: it holds which columns are shown, and says who is sorted how. */
export function useDataTable<Row extends object>(
  { columns, rows, rowKey, order, chosenColumns }: DataTableProps<Row>,
  changeOrder: (order: Order, descending: boolean) => void,
) {
  const [columnVisibility, setVisibility] = useState(() => visibilityOf(columns, chosenColumns.value));
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(
      columns.map(({ id, header, cell, fixed, sorts, align, grows, phone }) =>
        // An accessor, though the cells need none: TanStack sorts no other kind of column.
        helper.accessor((row) => row, {
          id,
          header,
          cell: (context) => cell(context.row.original),
          enableHiding: fixed !== true,
          enableSorting: sorts === true,
          meta: { ...(align && { align }), ...(grows && { grows }), ...(phone && { phone }) },
        }),
      ),
    );
  }, [columns]);
  const sortedBy = order?.column;
  const descending = order?.descending ?? false;
  const sorting = useMemo(
    () => (sortedBy === undefined ? [] : [{ id: sortedBy, desc: descending }]),
    [sortedBy, descending],
  );
  return useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowKey,
    manualSorting: true,
    enableSortingRemoval: false,
    state: { columnVisibility, sorting },
    onColumnVisibilityChange: (update) => {
      const next = functionalUpdate(update, columnVisibility);
      setVisibility(next);
      keepColumns(chosenColumns.cookie, next);
    },
    onSortingChange: (update) => {
      const [next] = functionalUpdate(update, sorting);
      if (order !== undefined && next !== undefined) changeOrder(order, next.desc);
    },
  });
}

/** Columns that the reader has chosen (`a.b`), or those that are not hidden at first. */
function visibilityOf(columns: readonly TableColumn<never>[], chosen: string | null): Record<string, boolean> {
  const names = chosen?.split(".");
  return Object.fromEntries(
    columns.map((column) => [
      column.id,
      column.fixed === true || (names?.includes(column.id) ?? column.hidden !== true),
    ]),
  );
}

/** A cookie, not the browser's store: so the server draws the right columns at once. */
function keepColumns(cookie: string, visibility: Readonly<Record<string, boolean>>) {
  const names = Object.keys(visibility).filter((id) => visibility[id]);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API that replaces it is not in every browser yet
  document.cookie = `${cookie}=${names.join(".")}; path=/; max-age=31536000; samesite=lax`;
}
