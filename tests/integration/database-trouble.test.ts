import { describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { databaseTrouble } from "@/lib/platform/database-trouble";
import { asOwner } from "@/tests/support/audit-world";
import { makeUseCase } from "@/tests/support/item-fixture";

const isFull = expect.stringContaining("disk is full");
const isAway = expect.stringContaining("cannot be reached");

/** What is told of the error that this work ends with. */
async function troubleOf(work: () => Promise<unknown>) {
  const error = await work().then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).not.toBeNull();
  return databaseTrouble(error);
}

/** Changes a use case by each of the ways that lead to the database. */
const ways: [string, (id: string) => Promise<unknown>][] = [
  ["a model's statement", (id) => database.useCase.update({ where: { id }, data: { name: "Another" } })],
  ["a raw statement", (id) => database.$executeRaw`UPDATE use_case SET name = 'Another' WHERE id = ${id}::uuid`],
  [
    "a transaction",
    (id) => database.$transaction((tx) => tx.useCase.update({ where: { id }, data: { name: "Another" } })),
  ],
];

describe.each(ways)("%s", (_name, change) => {
  it.each([
    ["53100", isFull],
    ["57P01", isAway],
    ["23514", null],
  ])("that fails with %s", async (state, message) => {
    const { id } = await makeUseCase();
    await asOwner((owner) =>
      owner.query(`
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'No.' USING ERRCODE = '${state}'; END $$;
        CREATE CONSTRAINT TRIGGER fail AFTER UPDATE ON use_case DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION fail()`),
    );
    try {
      const trouble = await troubleOf(() => change(id));
      if (message === null) expect(trouble).toBeNull();
      else expect(trouble).toMatchObject({ code: "unavailable", status: 503, message });
    } finally {
      await asOwner((owner) => owner.query("DROP FUNCTION fail CASCADE"));
    }
  });
});

it("a connection that is cut off under a transaction is trouble of the database", async () => {
  const cut = () =>
    database.$transaction(async (tx) => {
      const [{ pid } = { pid: 0 }] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await asOwner((owner) => owner.query("SELECT pg_terminate_backend($1, 5000)", [pid]));
      return tx.useCase.count();
    });
  expect(await troubleOf(cut)).toMatchObject({ code: "unavailable", message: isAway });
});
