import sharp from "sharp";
import { type ItemInput, readField } from "@/lib/inference/encode-column";
import { InputError } from "@/lib/inference/input-error";
import type { ImageInput } from "@/lib/inference/mapping-schema";

/** Larger pictures are refused before they are decoded: a few kilobytes can unfold to gigabytes. */
const pixelLimit = 40_000_000;
const decodingSeconds = 5;

// Everything that libvips could read (SVG, PDF, camera formats) is a way in for an attacker; these are what browsers show.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"],
});

/**
 * A picture as the model's numbers: turned upright as its EXIF data says, on white where it is transparent, stretched to
 * width x height, then grey (ITU-R 601 luma, rounded) or red, green, blue, scaled as the mapping says.
 *
 * @throws InputError where the field is empty or holds no readable picture as a data URI.
 */
export async function encodeImage(image: ImageInput, input: ItemInput): Promise<Float32Array> {
  const rgb = await decodePixels(readPicture(image.field, input), image);
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

function readPicture(field: string, input: ItemInput): Buffer {
  const value = readField(input, field);
  if (value === null || value === "") {
    throw new InputError("missing_input", `The field “${field}” holds no picture; the model needs one.`);
  }
  const text = String(value);
  if (/^https?:/i.test(text)) {
    throw new InputError(
      "bad_input",
      `The field “${field}” holds a web address. A model is given only pictures that are sent along, as data URIs.`,
    );
  }
  const comma = /^data:image\/[\w.+-]+;base64,/i.exec(text)?.[0].length;
  if (comma === undefined) throw notAPicture(field);
  return Buffer.from(text.slice(comma), "base64");
}

async function decodePixels(bytes: Buffer, { field, width, height }: ImageInput): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { limitInputPixels: pixelLimit, pages: 1, autoOrient: true })
      .timeout({ seconds: decodingSeconds })
      .flatten({ background: "white" })
      .resize(width, height, { fit: "fill" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer();
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) {
      throw new InputError("bad_input", `The picture in “${field}” is too large: it has more than 40 million pixels.`);
    }
    throw notAPicture(field);
  }
}

const notAPicture = (field: string) =>
  new InputError("bad_input", `The field “${field}” holds no picture that can be read (PNG, JPEG, WebP or GIF).`);
