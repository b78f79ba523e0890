import { decodePicture } from "@/lib/inference/decode-picture";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { ImageInput } from "@/lib/inference/mapping-schema";

/**
 * A picture as the model's numbers: turned upright as its EXIF data says, on white where it is transparent, stretched to
 * width x height, then grey (ITU-R 601 luma, rounded) or red, green, blue, scaled as the mapping says.
 *
 * @throws InputError where the field is empty or holds no readable picture as a data URI.
 */
export async function encodeImage(image: ImageInput, input: ItemInput): Promise<Float32Array> {
  const rgb = await decodePicture(image, input);
  const pixels = image.width * image.height;
  const { channels, invert, scale } = image;
  const mean = perChannel(image.mean);
  const deviation = perChannel(image.deviation);
  const planar = image.layout === "nchw";
  const out = new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = channels === 3 ? at(rgb, pixel * 3 + channel) : luma(rgb, pixel * 3);
      const shown = invert ? 255 - value : value;
      out[planar ? channel * pixels + pixel : pixel * channels + channel] =
        (shown / scale - mean(channel)) / deviation(channel);
    }
  }
  return out;
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

const luma = (rgb: Uint8Array, index: number): number =>
  Math.round((299 * at(rgb, index) + 587 * at(rgb, index + 1) + 114 * at(rgb, index + 2)) / 1000);

function perChannel(value: number | number[]): (channel: number) => number {
  return typeof value === "number" ? () => value : (channel) => value[channel] ?? Number.NaN;
}
