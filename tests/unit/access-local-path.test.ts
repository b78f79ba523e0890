import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localPath, signInPath } from "@/lib/access/local-path";

describe("localPath", () => {
  it.each(["/", "/review", "/use-cases/a/items?status=decided&outcome=%3C%3D50K", "/a#b"])("keeps %s", (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    ...["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "", " /a", "/a\nb"],
    ...["/\t/evil.example", "\\/evil.example"],
    null,
    undefined,
  ])("turns %j into /", (text) => {
    expect(localPath(text)).toBe("/");
  });

  it("never leads to another site", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `/${text}`),
        ),
        (text) => {
          expect(new URL(localPath(text), "https://own.example").origin).toBe("https://own.example");
        },
      ),
    );
  });
});

describe("signInPath", () => {
  it("leads back", () => {
    expect(signInPath("/use-cases?a=b")).toBe("/signin?next=%2Fuse-cases%3Fa%3Db");
    expect(signInPath("/")).toBe("/signin");
    expect(signInPath("//evil.example")).toBe("/signin");
  });
});
