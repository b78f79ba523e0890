import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { digitReading } from "@/lib/demo/digit-reading";
import { type Digit, digitInput, readDigits, splitDigits } from "@/lib/demo/digits";
import { definitionSchema } from "@/lib/use-cases/definition-schema";
import { parseInput } from "@/lib/use-cases/parse-input";

let digits: Digit[];

beforeAll(async () => {
  digits = await readDigits();
});

describe("the handwritten digits", () => {
  it("are 10,000 different pictures in a fixed order", async () => {
    expect(new Set(digits.map(({ pixels }) => Buffer.from(pixels).toString("latin1"))).size).toBe(10_000);
    expect((await readDigits()).slice(0, 50)).toEqual(digits.slice(0, 50));
    expect(digits.slice(0, 100).map(({ outcome }) => outcome)).not.toEqual(
      digits
        .slice(0, 100)
        .map(({ outcome }) => outcome)
        .sort(),
    );
  });

  it("are cut into 8,000 to train on and 2,000 others", () => {
    const { training, stream } = splitDigits(digits);
    expect([training.length, stream.length]).toEqual([8000, 2000]);
    expect(new Set([...training, ...stream].map(({ externalId }) => externalId)).size).toBe(10_000);
  });

  it("keep every pixel as a PNG", async () => {
    for (const digit of digits.slice(0, 20)) {
      const { picture } = await digitInput(digit);
      const png = Buffer.from(picture.replace("data:image/png;base64,", ""), "base64");
      const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, info.channels]).toEqual([28, 28, 1]);
      expect(new Uint8Array(data)).toEqual(digit.pixels);
    }
  });

  it("fit the use case digit-reading, where each digit is its own key", async () => {
    const { fields, outcomes } = definitionSchema.parse(digitReading);
    expect(outcomes.map(({ key, hotkey }) => [key, hotkey])).toEqual(
      Array.from({ length: 10 }, (_, digit) => [String(digit), String(digit)]),
    );
    expect(parseInput(fields, await digitInput(digits[0] as Digit))).toMatchObject({ ok: true, unlisted: [] });
  });
});
