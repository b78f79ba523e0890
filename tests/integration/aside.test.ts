import { expect, it } from "vitest";
import { withAside } from "@/lib/platform/aside";
import { database, type Transaction } from "@/lib/platform/database";

const makeTable = (tx: Transaction) =>
  tx.$executeRaw`CREATE TEMPORARY TABLE received (name text, bytes bytea, words text) ON COMMIT DROP`;

it("brings bytes and texts to the statement as they are", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
  const words = `"quoted" \\ and\nbroken ${"é".repeat(50_000)} \u{1f600}`;
  const rows = await database.$transaction(async (tx) => {
    await makeTable(tx);
    await withAside(
      (aside) =>
        tx.$executeRaw`INSERT INTO received VALUES (${"plain"}, ${aside(bytes)}::bytea, ${aside(words)}), (${"empty"}, ${aside(Buffer.alloc(0))}::bytea, ${aside("")})`,
    );
    return await tx.$queryRaw<
      { name: string; bytes: Uint8Array; words: string }[]
    >`SELECT * FROM received ORDER BY name`;
  });
  expect(rows.map(({ name }) => name)).toEqual(["empty", "plain"]);
  expect(rows[0]).toMatchObject({ bytes: new Uint8Array(), words: "" });
  expect(Buffer.compare(rows[1]?.bytes ?? new Uint8Array(), bytes)).toBe(0);
  expect(rows[1]?.words).toBe(words);
});

it("forgets what went aside, also where the statement failed, and keeps statements at once apart", async () => {
  const tokens: string[] = [];
  const send = (name: string, statement: "INSERT" | "FAIL") =>
    database.$transaction(async (tx) => {
      await makeTable(tx);
      await withAside(async (aside) => {
        const token = aside(name);
        tokens.push(token);
        if (statement === "FAIL") await tx.$executeRaw`INSERT INTO received (name) VALUES (${token}) RETURNING nothing`;
        await tx.$executeRaw`INSERT INTO received (name) VALUES (${token})`;
      });
      return await tx.$queryRaw`SELECT name FROM received`;
    });
  const names = Array.from({ length: 12 }, (_, at) => `name ${at}`);
  const failing = send("failing", "FAIL");
  await expect(failing).rejects.toThrow("nothing");
  expect(await Promise.all(names.map((name) => send(name, "INSERT")))).toEqual(names.map((name) => [{ name }]));
  const after = await database.$transaction(async (tx) => {
    await makeTable(tx);
    for (const token of tokens) await tx.$executeRaw`INSERT INTO received (name) VALUES (${token})`;
    return await tx.$queryRaw<{ name: string }[]>`SELECT name FROM received`;
  });
  expect(after.map(({ name }) => name)).toEqual(tokens);
});
