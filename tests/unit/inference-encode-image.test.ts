import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeImage } from "@/lib/inference/encode-image";
import { type ImageInput, mappingSchema } from "@/lib/inference/mapping-schema";

function imageInput(over: object = {}): ImageInput {
  const input = {
    tensor: "image",
    type: "float32",
    from: "image",
    field: "picture",
    width: 2,
    height: 1,
    channels: 3,
    layout: "nchw",
    scale: 1,
    ...over,
  };
  const mapping = mappingSchema.parse({ inputs: [input], output: { kind: "value", tensor: "y" } });
  return mapping.inputs[0] as ImageInput;
}

const raw = (bytes: number[], width: number, height: number, channels: 1 | 2 | 3 | 4) =>
  sharp(Buffer.from(bytes), { raw: { width, height, channels } });

const dataUri = (bytes: Buffer, kind = "png") => `data:image/${kind};base64,${bytes.toString("base64")}`;

/** A PNG that says how large it is and holds next to nothing. */
function emptyPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(10))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A red and a blue pixel. */
const redBlue = async () => dataUri(await raw([255, 0, 0, 0, 0, 255], 2, 1, 3).png().toBuffer());

describe("encodeImage", () => {
  it("lays channels out plane by plane or pixel by pixel", async () => {
    const item = { picture: await redBlue() };
    expect([...(await encodeImage(imageInput(), item))]).toEqual([255, 0, 0, 0, 0, 255]);
    expect([...(await encodeImage(imageInput({ layout: "nhwc" }), item))]).toEqual([255, 0, 0, 0, 0, 255]);
    const red = { picture: dataUri(await raw([255, 0, 0, 255, 0, 0], 2, 1, 3).png().toBuffer()) };
    expect([...(await encodeImage(imageInput(), red))]).toEqual([255, 255, 0, 0, 0, 0]);
    expect([...(await encodeImage(imageInput({ layout: "nhwc" }), red))]).toEqual([255, 0, 0, 255, 0, 0]);
  });

  it("makes grey by the eye's weights and leaves grey as it is", async () => {
    expect([...(await encodeImage(imageInput({ channels: 1 }), { picture: await redBlue() }))]).toEqual([76, 29]);
    const grey = dataUri(await raw([7, 200], 2, 1, 1).png().toBuffer());
    expect([...(await encodeImage(imageInput({ channels: 1 }), { picture: grey }))]).toEqual([7, 200]);
  });

  it("inverts, scales and standardises, per channel where the mapping says so", async () => {
    const item = { picture: await redBlue() };
    const input = imageInput({ scale: 255, mean: [1, 0, 0.5], deviation: [1, 1, 0.5], invert: true, layout: "nhwc" });
    expect([...(await encodeImage(input, item))]).toEqual([-1, 1, 1, 0, 1, -1]);
  });

  it("stretches to exactly the wanted size and puts transparency on white", async () => {
    const clear = dataUri(await raw([0, 0, 0, 0], 1, 1, 4).png().toBuffer());
    const input = imageInput({ width: 3, height: 2, channels: 1 });
    expect([...(await encodeImage(input, { picture: clear }))]).toEqual([255, 255, 255, 255, 255, 255]);
  });

  it("turns a photograph upright, as its viewer does", async () => {
    const turned = await raw([255, 255, 255, 0, 0, 0], 2, 1, 3).withMetadata({ orientation: 3 }).png().toBuffer();
    expect([...(await encodeImage(imageInput({ channels: 1 }), { picture: dataUri(turned) }))]).toEqual([0, 255]);
  });

  it.each(["jpeg", "webp", "gif"] as const)("reads %s", async (kind) => {
    const grey = await raw([128, 128, 128, 128, 128, 128], 2, 1, 3).toFormat(kind).toBuffer();
    const [value = 0] = await encodeImage(imageInput({ channels: 1 }), { picture: dataUri(grey, kind) });
    expect(Math.abs(value - 128)).toBeLessThan(3);
  });

  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><rect width="2" height="1"/></svg>',
  );
  it.each([
    ["a web address", "https://example.org/bird.png", "only pictures that are sent along"],
    ["a text", "no picture", "no picture that can be read"],
    ["another kind of data URI", "data:text/plain;base64,aGk=", "no picture that can be read"],
    ["bytes that are no picture", dataUri(Buffer.from("hello")), "no picture that can be read"],
    ["an SVG, also under a false name", dataUri(svg), "no picture that can be read"],
  ])("refuses %s", async (_, picture, message) => {
    await expect(encodeImage(imageInput(), { picture })).rejects.toMatchObject({
      code: "bad_input",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a picture that was cut off", async () => {
    const noise = Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256);
    const whole = await raw(noise, 64, 64, 3).png().toBuffer();
    const picture = dataUri(whole.subarray(0, whole.length / 2));
    await expect(encodeImage(imageInput(), { picture })).rejects.toMatchObject({ code: "bad_input" });
  });

  it("refuses a picture of more than 40 million pixels before decoding it", async () => {
    const picture = dataUri(emptyPng(8000, 6000));
    expect(picture.length).toBeLessThan(200);
    await expect(encodeImage(imageInput(), { picture })).rejects.toMatchObject({
      code: "bad_input",
      message: expect.stringContaining("more than 40 million pixels"),
    });
  });

  it.each([{}, { picture: null }, { picture: "" }])("says that a picture is missing in %j", async (item) => {
    await expect(encodeImage(imageInput(), item)).rejects.toMatchObject({ code: "missing_input" });
  });
});
