import { expect, it } from "vitest";
import { database, type Transaction } from "@/lib/platform/database";

/** The statements that this transaction's connection has planned for good. */
async function planned(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements`;
  return rows.map(({ statement }) => statement);
}

it("plans a marked statement once per connection, and answers by its parameters each time", async () => {
  const sumOf = (tx: Transaction, one: number, other: number) =>
    tx.$queryRaw<{ sum: number }[]>`/* prepared */ SELECT ${one}::int + ${other}::int AS sum`;
  await database.$transaction(async (tx) => {
    for (const [one, other] of [
      [1, 2],
      [3, 4],
      [5, 6],
    ] as const) {
      expect(await sumOf(tx, one, other)).toEqual([{ sum: one + other }]);
    }
    await tx.$queryRaw`SELECT ${"not marked"}::text`;
    const statements = await planned(tx);
    expect(statements.filter((statement) => statement.includes("AS sum"))).toHaveLength(1);
    expect(statements.filter((statement) => !statement.startsWith("/* prepared */"))).toEqual([]);
  });
});

it("keeps statements of different texts apart on one connection", async () => {
  await database.$transaction(async (tx) => {
    expect(await tx.$queryRaw`/* prepared */ SELECT ${1}::int AS one`).toEqual([{ one: 1 }]);
    expect(await tx.$queryRaw`/* prepared */ SELECT ${"1"}::text AS one`).toEqual([{ one: "1" }]);
    expect(await tx.$queryRaw`/* prepared */ SELECT ${2}::int AS one`).toEqual([{ one: 2 }]);
  });
});
