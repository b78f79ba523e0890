import { Readable } from "node:stream";
import { answerAction } from "@/lib/access/server-action";
import { AppError } from "@/lib/platform/errors";
import { exportTrainingSet } from "@/lib/reports/training-set/export-training-set";
import type { TrainingSetFilter } from "@/lib/reports/training-set/training-set-schema";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

/**
 * Sends a training set as a file, made while it is sent. Takes the page's form; what is wrong with it leads back to the
 * page, which says so.
 */
export async function POST(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await params;
  const answer = await answerAction(async (actor, requestId) => {
    const useCase = await findVisibleUseCase(actor, slug, "training-set.export");
    if (useCase === null) {
      throw new AppError("forbidden", "You may not export from this use case, or there is no such use case.");
    }
    return exportTrainingSet({ actor, requestId }, useCase, readForm(await request.formData()));
  });
  if (!answer.ok) {
    const { code, message } = answer.error;
    if (code !== "invalid_input") return new Response(message, { status: new AppError(code, message).status });
    const back = `/use-cases/${encodeURIComponent(slug)}/training-set?problem=${code}`;
    return new Response(null, { status: 303, headers: { location: back } });
  }
  const { name, contentType, bytes } = answer.result;
  return new Response(Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-accel-buffering": "no",
    },
  });
}

/** What the form says; whether it makes sense is checked by `exportTrainingSet`. */
function readForm(form: FormData): TrainingSetFilter {
  const day = (name: string) => {
    const value = form.get(name);
    return value === null || value === "" ? {} : { [name]: value };
  };
  const chosen = { ...day("from"), ...day("to"), provenances: form.getAll("provenance"), format: form.get("format") };
  return chosen as unknown as TrainingSetFilter;
}
