import { revalidatePath } from "next/cache";
import { answerAction } from "@/lib/access/server-action";
import { readModelForm } from "@/lib/api/read-model-form";
import { createModel } from "@/lib/models/create-model";
import { AppError } from "@/lib/platform/errors";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

/** Takes a model file from the Models page: larger than a server action may be. Answers like one. */
export async function POST(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await params;
  const answer = await answerAction(async (actor, requestId) => {
    const useCase = await findVisibleUseCase(actor, slug, "model.create");
    if (useCase === null)
      throw new AppError("not_found", "There is no such use case, or you may not add models to it.");
    const created = await createModel(
      { actor, requestId },
      { useCaseId: useCase.id, ...(await readModelForm(request)) },
    );
    revalidatePath(`/use-cases/${slug}`, "layout");
    return created;
  });
  return Response.json(answer);
}
