import { parseJson } from "@/lib/api/parse-json";
import { type FormParts, readForm } from "@/lib/api/read-form";
import { refuseJson } from "@/lib/api/read-json";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const partNames = ["file", "name", "mapping", "backend"] as const;

/** What a form says about a model that is added, as `createModel` takes it. */
export interface ModelForm {
  name: string;
  backend: "onnx" | "supplied";
  mapping: unknown;
  bytes?: Uint8Array;
}

function textPart(parts: FormParts, name: string): string | undefined {
  const part = parts.get(name);
  return part === undefined || typeof part === "string" ? part : Buffer.from(part).toString("utf8");
}

function filePart(parts: FormParts): Uint8Array<ArrayBuffer> | undefined {
  const part = parts.get("file");
  if (typeof part !== "string") return part;
  const message = "Send the model as a file: curl -F file=@model.onnx";
  throw new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
}

function mappingPart(parts: FormParts): unknown {
  const text = textPart(parts, "mapping");
  if (text === undefined) return undefined;
  const { value, problems } = parseJson(text);
  if (problems.length > 0) throw refuseJson(problems);
  return value;
}

/** Reads a multipart form with a model. `createModel` checks what the parts hold. */
export async function readModelForm(request: Request): Promise<ModelForm> {
  const parts = await readForm(request, env.modelSizeLimitBytes, partNames);
  const bytes = filePart(parts);
  return {
    name: textPart(parts, "name") ?? "",
    backend: (textPart(parts, "backend") ?? "onnx") as ModelForm["backend"],
    mapping: mappingPart(parts),
    ...(bytes !== undefined && { bytes }),
  };
}
