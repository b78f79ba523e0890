import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import type { OnnxMessage } from "@/lib/inference/onnx/onnx-proto";

/** Writes `<name>.onnx` and `<name>.mapping.json` to the demo's models, and gives the model's bytes back. */
export async function writeModel(
  name: string,
  model: OnnxMessage<"ModelProto">,
  mapping: Mapping,
): Promise<Uint8Array> {
  const folder = path.join(process.cwd(), "lib/demo/models");
  await mkdir(folder, { recursive: true });
  const bytes = encodeModel(model);
  await writeFile(path.join(folder, `${name}.onnx`), bytes);
  await writeFile(path.join(folder, `${name}.mapping.json`), formatJson(mappingSchema.parse(mapping)));
  console.log(`Wrote lib/demo/models/${name}.onnx (${bytes.length.toLocaleString("en")} bytes) and its mapping.`);
  return bytes;
}

/** As the project's formatter has it, so that training again changes nothing: flat lists stand on one line. */
function formatJson(value: unknown): string {
  const flatList = /\[\s+([^[\]{}]*?)\s+\]/g;
  return `${JSON.stringify(value, null, 2).replace(flatList, (_, list: string) => `[${list.replace(/\s+/g, " ")}]`)}\n`;
}
