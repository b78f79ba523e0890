import { decodePicture } from "@/lib/inference/decode-picture";
import type { ItemInput } from "@/lib/inference/encode-column";

const side = 16;

/** A field's picture as 16 x 16 greys, 0 to 255; null where there is none that can be read. */
export async function greyThumbnail(field: string, input: ItemInput): Promise<Uint8Array | null> {
  const pixels = await decodePicture({ field, width: side, height: side }, input).catch(() => null);
  if (pixels === null) return null;
  const at = (index: number) => pixels[index] ?? 0;
  return Uint8Array.from({ length: side * side }, (_, pixel) =>
    Math.round((at(pixel * 3) + at(pixel * 3 + 1) + at(pixel * 3 + 2)) / 3),
  );
}
