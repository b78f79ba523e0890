import { describe, expect, it } from "vitest";
import { tarHeader, tarPadding } from "@/lib/audit/export/tar-header";

const at = new Date("2026-03-01T12:00:00Z");

describe("a tar header", () => {
  it("is one block with the fields of ustar and a sum that fits", () => {
    const header = tarHeader("events.jsonl", 1234, at);
    expect(header).toHaveLength(512);
    expect(header.toString("latin1", 0, 13)).toBe("events.jsonl\0");
    expect(Number.parseInt(header.toString("ascii", 124, 135), 8)).toBe(1234);
    expect(Number.parseInt(header.toString("ascii", 136, 147), 8)).toBe(at.getTime() / 1000);
    expect(header.toString("latin1", 257, 265)).toBe("ustar\x0000");
    const said = Number.parseInt(header.toString("ascii", 148, 154), 8);
    const summed = Buffer.from(header).fill(" ", 148, 156);
    expect(summed.reduce((sum, byte) => sum + byte, 0)).toBe(said);
  });

  it.each([8 * 1024 ** 3, 5 * 1024 ** 4])("says a size of %d bytes in base 256", (size) => {
    const header = tarHeader("events.jsonl", size, at);
    expect(header[124]).toBe(0x80);
    expect(header.readBigUInt64BE(128)).toBe(BigInt(size));
    expect(Number.parseInt(tarHeader("a", 8 * 1024 ** 3 - 1, at).toString("ascii", 124, 135), 8)).toBe(
      8 * 1024 ** 3 - 1,
    );
  });

  it("refuses names that it cannot say", () => {
    for (const name of ["", "a".repeat(101), "ümlaut", "a\nb"])
      expect(() => tarHeader(name, 0, at)).toThrow(RangeError);
  });

  it("is followed by whole blocks", () => {
    expect([0, 1, 511, 512, 513].map(tarPadding)).toEqual([0, 511, 1, 0, 511]);
  });
});
