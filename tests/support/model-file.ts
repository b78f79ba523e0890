import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelFile, readModelFile } from "@/lib/models/model-file";

/** A model in memory as a file on disk, as commands take it. */
export async function modelFileOf(bytes: Uint8Array, name = "model.onnx"): Promise<ModelFile> {
  const path = join(await mkdtemp(join(tmpdir(), "countersign-file-")), name);
  await writeFile(path, bytes);
  return readModelFile(path);
}
