import { type ActionResult, answerAction } from "@/lib/access/server-action";
import { progressResponse } from "@/lib/api/progress-response";
import { withModelUpload } from "@/lib/api/read-model-upload";
import { createModel } from "@/lib/models/create-model";
import { createModelDraft } from "@/lib/models/create-model-draft";
import { AppError } from "@/lib/platform/errors";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

/**
 * Takes a model file from the page where models are added: larger than a server action may be, and it takes a while.
 * Answers with a line of JSON for each step, and at last as a server action does.
 */
export async function POST(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await params;
  return progressResponse((tell) =>
    answerAction(async (actor, requestId): Promise<{ draftId: string } | { version: number }> => {
      const useCase = await findVisibleUseCase(actor, slug, "model.create");
      if (useCase === null) {
        throw new AppError("not_found", "There is no such use case, or you may not add models to it.");
      }
      const context = { actor, requestId };
      const useCaseId = useCase.id;
      return withModelUpload(request, useCase.definition, async ({ backend, mapping, file, ...upload }) => {
        if (backend === "supplied") return createModel(context, { useCaseId, backend, name: upload.name });
        if (file === undefined) throw missingFile();
        tell({ step: "received", message: "The file has arrived." });
        return createModelDraft(context, { useCaseId, file, onStep: tell, ...upload });
      });
    }),
  );
}

function missingFile(): AppError {
  const message = "The model file is missing. Choose an ONNX file.";
  return new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
}

export type ModelUploadResult = ActionResult<{ draftId: string } | { version: number }>;
