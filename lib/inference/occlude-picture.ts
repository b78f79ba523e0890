import sharp from "sharp";
import { decodePicture } from "@/lib/inference/decode-picture";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { ImageInput } from "@/lib/inference/mapping-schema";

/**
 * The picture as the model gets it, again and again with another part of a grid covered by the picture's mean colour:
 * data URIs, row by row of the grid.
 *
 * @throws InputError where the field is empty or holds no readable picture as a data URI.
 */
export async function* occludePicture(
  image: ImageInput,
  input: ItemInput,
  grid: { rows: number; columns: number },
): AsyncGenerator<string> {
  const { width, height } = image;
  const pixels = await decodePicture(image, input);
  const colour = meanColour(pixels);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const covered = Uint8Array.from(pixels);
      const [left, right] = edges(column, grid.columns, width);
      const [top, bottom] = edges(row, grid.rows, height);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) covered.set(colour, (y * width + x) * 3);
      }
      const png = await sharp(covered, { raw: { width, height, channels: 3 } })
        .png({ compressionLevel: 1 })
        .toBuffer();
      yield `data:image/png;base64,${png.toString("base64")}`;
    }
  }
}

function edges(part: number, parts: number, length: number): [number, number] {
  return [Math.floor((part * length) / parts), Math.floor(((part + 1) * length) / parts)];
}

function meanColour(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0];
  pixels.forEach((value, index) => {
    sums[index % 3] = (sums[index % 3] ?? 0) + value;
  });
  return sums.map((sum) => Math.round(sum / (pixels.length / 3)));
}
