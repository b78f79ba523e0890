import fc from "fast-check";
import { expect, it } from "vitest";
import { readableAddress } from "@/lib/platform/readable-address";

it("leaves an address alone that can be decoded", () => {
  for (const address of ["/", "/items/a%20b?x=%zz", "/%E2%82%AC/?a=1?b=2"])
    expect(readableAddress(address)).toBe(address);
});

it("takes percent signs literally that mean nothing", () => {
  expect(readableAddress("/items/%")).toBe("/items/%25");
  expect(readableAddress("/items/%zz/%20?q=%")).toBe("/items/%25zz/%2520?q=%");
  expect(readableAddress("/%ff")).toBe("/%25ff");
});

it("always gives a path that can be decoded, with its query untouched", () => {
  const piece = fc.stringMatching(/^[a-z%0-9A-F/]*$/);
  fc.assert(
    fc.property(piece, piece, (path, query) => {
      const [readable = "", ...rest] = readableAddress(`/${path}?${query}`).split("?");
      expect(() => decodeURIComponent(readable)).not.toThrow();
      expect(rest.join("?")).toBe(query);
    }),
  );
});
