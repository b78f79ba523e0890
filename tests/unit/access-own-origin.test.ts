import { describe, expect, it } from "vitest";
import { isOwnOrigin } from "@/lib/access/own-origin";

describe("isOwnOrigin", () => {
  it.each([
    ["http://localhost:3000", "localhost:3000", undefined, true],
    ["https://cs.example.org", "cs.example.org", undefined, true],
    ["https://evil.example", "localhost:3000", undefined, false],
    ["http://localhost:3001", "localhost:3000", undefined, false],
    ["null", "localhost:3000", undefined, false],
    [null, "localhost:3000", undefined, false],
    ["", "localhost:3000", undefined, false],
    ["nonsense", "localhost:3000", undefined, false],
    ["http://localhost:3000", null, undefined, false],
    ["https://cs.example.org", "internal:3000", "https://cs.example.org", true],
    ["https://cs.example.org", "internal:3000", "https://cs.example.org/", true],
    ["http://cs.example.org", "cs.example.org", "https://cs.example.org", false],
    ["http://internal:3000", "internal:3000", "https://cs.example.org", false],
    ["https://cs.example.org.evil.example", "cs.example.org", "https://cs.example.org", false],
  ])("origin %s, host %s, public address %s: %s", (origin, host, publicUrl, own) => {
    expect(isOwnOrigin({ origin, host, publicUrl })).toBe(own);
  });
});
