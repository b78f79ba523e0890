import { describe, expect, it } from "vitest";
import { cutCsv } from "@/components/items/cut-csv";

async function cut(text: string | Uint8Array<ArrayBuffer>, rows: number, characters = 1_000_000) {
  const parts: { text: string; firstLine: number }[] = [];
  for await (const { text: part, firstLine } of cutCsv(new Blob([text]), { rows, characters })) {
    parts.push({ text: part, firstLine });
  }
  return parts;
}

describe("cutting a CSV file", () => {
  it("gives the header by itself, then whole rows, and the line that each part begins on", async () => {
    expect(await cut("a,b\n1,2\n3,4\n5,6\n", 2)).toEqual([
      { text: "a,b\n", firstLine: 1 },
      { text: "1,2\n3,4\n", firstLine: 2 },
      { text: "5,6\n", firstLine: 4 },
    ]);
  });

  it("does not cut within quotes, and counts the lines in them", async () => {
    expect(await cut('a,b\r\n"x\ny ""z""\n",2\r\n3,4', 1)).toEqual([
      { text: "a,b\r\n", firstLine: 1 },
      { text: '"x\ny ""z""\n",2\r\n', firstLine: 2 },
      { text: "3,4", firstLine: 5 },
    ]);
  });

  it("loses nothing of a large file, whatever its bytes are cut into", async () => {
    const text = `id,name\n${Array.from({ length: 30_000 }, (_, index) => `${index},"Zoë ${index % 7 === 0 ? "\n" : ""}"`).join("\n")}`;
    const parts = await cut(text, 1_000);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts).toHaveLength(31);
    for (const { text: part, firstLine } of parts.slice(1)) {
      const before = text.slice(0, text.indexOf(part.slice(0, 8)));
      expect(before.split("\n").length).toBe(firstLine);
    }
  });

  it("cuts by size as well, and gives nothing for an empty file", async () => {
    expect(await cut("a\nbbbb\ncccc\n", 100, 4)).toHaveLength(3);
    expect(await cut("", 100)).toEqual([]);
  });

  it("refuses bytes that are not UTF-8", async () => {
    await expect(cut(Uint8Array.of(0x61, 0x0a, 0xff, 0x0a), 10)).rejects.toThrow(TypeError);
  });
});
