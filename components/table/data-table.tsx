"use client";
import { useRouter } from "next/navigation";
import { type MouseEvent, useRef } from "react";
import { ColumnMenu } from "@/components/table/column-menu";
import classes from "@/components/table/data-table.module.css";
import type { DataTableProps } from "@/components/table/data-table-props";
import { useDataTable } from "@/components/table/use-data-table";
import { useRowKeys } from "@/components/table/use-row-keys";
import { tableRoles } from "@/components/ui/table-roles";
import { useUrlFilters } from "@/components/ui/use-url-filters";

/**
 * Rows that the server has filtered, ordered and paged. `j`, `k` and the arrows move from row to row, Enter opens one.
 * The header stays in sight; on a phone every row is a card.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, rowHref, note, empty, footer } = props;
  const filters = useUrlFilters();
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  const table = useDataTable(props, (order, descending) =>
    filters.set({ [order.parameter]: descending ? null : order.ascending }),
  );

  function openRow(event: MouseEvent, row: Row) {
    const inside = (event.target as Element).closest("a, button, input, label");
    if (inside !== null || getSelection()?.isCollapsed === false) return;
    if (event.metaKey || event.ctrlKey) window.open(rowHref(row), "_blank", "noopener");
    else router.push(rowHref(row));
  }

  const hideable = table.getAllLeafColumns().filter((column) => column.getCanHide());
  return (
    <div className={classes.panel} aria-busy={filters.pending}>
      <div className={classes.bar}>
        <div className={classes.note}>{note}</div>
        <ColumnMenu
          columns={hideable.map((column) => ({
            id: column.id,
            label: String(column.columnDef.header),
            visible: column.getIsVisible(),
            toggle: () => column.toggleVisibility(),
          }))}
        />
      </div>
      {rows.length === 0 ? (
        empty
      ) : (
        <table
          className={classes.table}
          {...tableRoles.table}
          aria-label={label}
          data-pending={filters.pending || undefined}
        >
          <thead {...tableRoles.group}>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} {...tableRoles.row}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  const name = header.isPlaceholder ? null : <table.FlexRender header={header} />;
                  return (
                    <th
                      key={header.id}
                      {...tableRoles.header}
                      scope="col"
                      data-align={header.column.columnDef.meta?.align}
                      data-grows={header.column.columnDef.meta?.grows}
                      aria-sort={sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"}
                    >
                      {header.column.getCanSort() ? (
                        <button type="button" onClick={header.column.getToggleSortingHandler()}>
                          {name} <span aria-hidden="true">{sorted === "asc" ? "↑" : "↓"}</span>
                        </button>
                      ) : (
                        name
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody ref={body} {...tableRoles.group}>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} {...tableRoles.row} onClick={(event) => openRow(event, row.original)}>
                {row.getVisibleCells().map((cell) => (
                  <td
                    key={cell.id}
                    {...tableRoles.cell}
                    data-align={cell.column.columnDef.meta?.align}
                    data-grows={cell.column.columnDef.meta?.grows}
                    data-phone={cell.column.columnDef.meta?.phone ?? "end"}
                    data-label={String(cell.column.columnDef.header)}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {footer}
    </div>
  );
}
