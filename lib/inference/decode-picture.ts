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
 * A field's picture, upright, on white where it is transparent, stretched to width x height: red, green and blue of each
 * pixel, row by row, from 0 to 255.
 *
 * @throws InputError where the field is empty or holds no readable picture as a data URI.
 */
export async function decodePicture(
  { field, width, height }: Pick<ImageInput, "field" | "width" | "height">,
  input: ItemInput,
): Promise<Uint8Array> {
  const bytes = readPicture(field, input);
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

const notAPicture = (field: string) =>
  new InputError("bad_input", `The field “${field}” holds no picture that can be read (PNG, JPEG, WebP or GIF).`);
