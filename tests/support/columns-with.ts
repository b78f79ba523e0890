import { asOwner } from "@/tests/support/audit-world";

/** Every column of every table of this database in which the text stands, as `schema.table.column`. */
export function columnsWith(text: string): Promise<string[]> {
  return asOwner(async (client) => {
    const { rows } = await client.query<{ table: string; column: string; bytes: boolean }>(`
      SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS "table", quote_ident(column_name) AS "column",
             data_type = 'bytea' AS bytes
      FROM information_schema.columns JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`);
    const found: string[] = [];
    for (const { table, column, bytes } of rows) {
      const [cell, sought] = bytes
        ? [`encode(${column}, 'hex')`, Buffer.from(text).toString("hex")]
        : [`${column}::text`, text];
      const { rowCount } = await client.query(`SELECT 1 FROM ${table} WHERE position($1 IN ${cell}) > 0 LIMIT 1`, [
        sought,
      ]);
      if ((rowCount ?? 0) > 0) found.push(`${table}.${column}`.replace(/^public\./, ""));
    }
    return found.sort();
  });
}
