import { expect, inject, it } from "vitest";
import { requireUsableDatabase } from "@/lib/platform/launcher/external-database";

const good = () => new URL(inject("testPostgresUrl"));

function changed(change: (url: URL) => void): string {
  const url = good();
  change(url);
  return url.href;
}

it("accepts a Postgres that it can use", async () => {
  await expect(requireUsableDatabase(good().href)).resolves.toBeUndefined();
});

it("says in a sentence what is wrong with another, and never the password", async () => {
  const sayings = {
    [changed((url) => {
      url.password = "secret";
    })]: /does not let the user countersign in/,
    [changed((url) => {
      url.pathname = "/secret-less";
    })]: /There is no database "secret-less"/,
    [changed((url) => {
      url.port = "1";
      url.password = "secret";
    })]: /127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
    "postgresql://user:secret@nowhere.invalid/x": /nowhere\.invalid cannot be reached/,
    "mysql://user:secret@127.0.0.1/x": /is no address of a Postgres/,
    secret: /is no address of a Postgres/,
  };
  for (const [url, saying] of Object.entries(sayings)) {
    const error = await requireUsableDatabase(url).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: "Refusal", message: expect.stringMatching(saying) });
    expect((error as Error).message).not.toMatch(/secret(?!-less)/);
  }
});
