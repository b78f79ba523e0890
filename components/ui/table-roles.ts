/**
 * The roles of a table's elements, said aloud where a phone's layout turns rows into cards: another `display` takes
 * them from the elements.
 */
export const tableRoles = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  header: { role: "columnheader" },
  rowHeader: { role: "rowheader" },
  cell: { role: "cell" },
} as const;
