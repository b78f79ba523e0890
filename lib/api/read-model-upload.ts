import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { parseJson } from "@/lib/api/parse-json";
import { requireMediaType } from "@/lib/api/read-body";
import { refuseJson } from "@/lib/api/read-json";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import type { ModelFile } from "@/lib/models/model-file";
import { readReference } from "@/lib/models/read-reference";
import type { Reference } from "@/lib/models/reference-schema";
import { tooLarge } from "@/lib/models/take-in-model";
import { readTrainingColumns } from "@/lib/models/training-columns";
import { withWorkFolder } from "@/lib/models/work-folder";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** Names, boundaries, a mapping: what a form may hold beside its files. */
const textBytes = 8 * 1024 * 1024;
const partNames: readonly string[] = ["file", "name", "mapping", "backend", "reference"];

/** What a form says about a model that is added. Its file is on this machine's disk while it is worked with. */
export interface ModelUpload {
  name: string;
  backend: "onnx" | "supplied";
  mapping?: unknown;
  file?: ModelFile;
  reference?: Reference;
  columns?: TrainingColumn[];
}

/**
 * Reads a multipart form with a model as it arrives, and then does `work` with it: no file is in memory as a whole.
 * Throws `too_large` as soon as a file is over the limit; what comes after that stays unread.
 */
export function withModelUpload<T>(
  request: Request,
  definition: Pick<Definition, "fields">,
  work: (upload: ModelUpload) => Promise<T>,
): Promise<T> {
  requireMediaType(request, ["multipart/form-data"]);
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw new AppError("unsupported_media_type", "Send the form as it is, without a Content-Encoding.");
  }
  // Files and texts together: a file over the limit is found while it is read, whatever the request says of its length.
  if (Number(request.headers.get("content-length")) > 2 * env.modelSizeLimitBytes + textBytes) throw tooLarge();
  return withWorkFolder(async (folder) => work(await new FormReader(folder, definition).read(request)));
}

class FormReader {
  readonly #folder: string;
  readonly #definition: Pick<Definition, "fields">;
  readonly #texts = new Map<string, string>();
  readonly #seen = new Set<string>();
  readonly #parts: Promise<void>[] = [];
  #file: ModelFile | undefined;
  #training: { reference: Reference; columns: TrainingColumn[] } | undefined;

  constructor(folder: string, definition: Pick<Definition, "fields">) {
    this.#folder = folder;
    this.#definition = definition;
  }

  async read(request: Request): Promise<ModelUpload> {
    await this.#readParts(request);
    const mapping = this.#texts.get("mapping");
    return {
      name: this.#texts.get("name") ?? "",
      backend: (this.#texts.get("backend") ?? "onnx") as ModelUpload["backend"],
      ...(mapping !== undefined && { mapping: parseMapping(mapping) }),
      ...(this.#file && { file: this.#file }),
      ...this.#training,
    };
  }

  #readParts(request: Request): Promise<void> {
    return new Promise((resolve, reject) => {
      const source = Readable.fromWeb((request.body ?? new ReadableStream()) as NodeStream<Uint8Array>);
      // The rest stays unread: ending the source would cut the connection before the answer has gone out.
      const fail = (error: unknown) => {
        source.unpipe();
        source.pause();
        reject(error);
      };
      const form = openForm(request);
      form.on("field", (name, value, _nameCut, valueCut) => {
        try {
          if (valueCut) throw badPart(name, "This part is too long.");
          this.#accept(name);
          if (name === "file") throw badPart(name, "Send the model as a file: curl -F file=@model.onnx");
          if (name === "reference") this.#parts.push(this.#readReference(Readable.from([Buffer.from(value)])));
          else this.#texts.set(name, value);
        } catch (error) {
          fail(error);
        }
      });
      form.on("file", (name, part, fileName) => {
        try {
          this.#accept(name);
          const read = this.#readFile(name, part, fileName);
          read.catch(fail);
          this.#parts.push(read);
        } catch (error) {
          part.resume();
          fail(error);
        }
      });
      form.on("error", (error) => fail(brokenForm(error)));
      form.on("finish", () => void Promise.all(this.#parts).then(() => resolve(), fail));
      source.on("error", (error) => fail(brokenForm(error)));
      source.pipe(form);
    });
  }

  #accept(name: string): void {
    if (!partNames.includes(name)) throw badPart(name, `There is no such part. Known: ${partNames.join(", ")}.`);
    if (this.#seen.has(name)) throw badPart(name, "This part stands here twice.");
    this.#seen.add(name);
  }

  async #readFile(name: string, part: Readable & { truncated?: boolean }, fileName: string): Promise<void> {
    const limit = new Promise<never>((_, reject) => {
      part.once("limit", () => {
        reject(tooLarge());
        part.destroy();
      });
    });
    if (name === "file") await Promise.race([this.#writeModel(part, fileName), limit]);
    else if (name === "reference") await Promise.race([this.#readReference(part), limit]);
    else this.#texts.set(name, await readText(name, part));
  }

  async #writeModel(part: Readable, fileName: string): Promise<void> {
    const path = join(this.#folder, "upload.onnx");
    const hash = createHash("sha256");
    let size = 0;
    async function* counted() {
      for await (const piece of part as AsyncIterable<Buffer>) {
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
    }
    await pipeline(counted, createWriteStream(/* turbopackIgnore: true */ path)).catch((error: Error) => {
      if (!("code" in error) || error.code !== "ENOSPC") throw error;
      throw new AppError("unavailable", "The server's disk is full, so it cannot take this file. Tell an admin.", {
        cause: error,
      });
    });
    const name = fileName.trim().slice(0, 200);
    this.#file = { path, name: name === "" ? null : name, size, sha256: hash.digest("hex") };
  }

  async #readReference(part: Readable): Promise<void> {
    const copy = new PassThrough();
    part.on("error", (error) => copy.destroy(error)).pipe(copy);
    const [{ rows, statistics, problems }, columns] = await Promise.all([
      readReference(part, this.#definition),
      readTrainingColumns(copy),
    ]);
    if (problems.length > 0) {
      throw new AppError("invalid_input", "The training rows cannot be used.", { problems });
    }
    this.#training = { reference: { rows, statistics }, columns };
  }
}

function openForm(request: Request): BusboyInstance {
  const contentType = request.headers.get("content-type") ?? "";
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: { fileSize: env.modelSizeLimitBytes, fieldSize: textBytes, files: 5, fields: 20, parts: 20 },
    });
  } catch (error) {
    throw brokenForm(error);
  }
}

async function readText(name: string, part: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of part as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > textBytes) throw badPart(name, "This part is too long.");
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

function parseMapping(text: string): unknown {
  const { value, problems } = parseJson(text);
  if (problems.length > 0) throw refuseJson(problems);
  return value;
}

function badPart(name: string, problem: string): AppError {
  const path = name.slice(0, 80);
  return new AppError("invalid_input", `The form cannot be accepted. ${path}: ${problem}`, {
    problems: [{ path, message: problem }],
  });
}

function brokenForm(cause: unknown): AppError {
  return new AppError("invalid_input", "The body is not a valid multipart form, or it was cut off.", { cause });
}
