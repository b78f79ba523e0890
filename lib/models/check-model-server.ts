import "server-only";
import type { Actor } from "@/lib/access/actor";
import { askReadiness } from "@/lib/inference/remote/ask-server";
import { sharedInference } from "@/lib/inference/shared-inference";
import { findModelVersion } from "@/lib/models/model-query";
import type { ModelServerHealth } from "@/lib/models/model-server-view";
import { findModelSource } from "@/lib/models/model-source-query";
import { clock } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

/** Asks a model version's server how it is, now; with what is known of it here. Writes nothing. */
export async function checkModelServer(
  actor: Actor,
  { slug, version }: { slug: string; version: number },
): Promise<ModelServerHealth> {
  const useCase = await findVisibleUseCase(actor, slug, "policy.read");
  const model = useCase === null ? null : await findModelVersion(useCase.id, version);
  const source = model === null ? null : await findModelSource(model.id);
  if (model === null || source === null || source.backend === "onnx") {
    throw new AppError("not_found", "There is no such model on a model server.");
  }
  const status = await askReadiness(source);
  const { restsForMs, failures } = sharedInference().stateOf(source) ?? { restsForMs: 0, failures: [] };
  const { endpoint } = source;
  const label = endpoint.backend === "tensorflow_serving" ? endpoint.versionLabel : undefined;
  return {
    ...status,
    restsForMs,
    failures: failures.map(({ at, message }) => ({ at: at.toISOString(), message })),
    checkedAt: clock.now().toISOString(),
    asked: {
      version: endpoint.version ?? label ?? null,
      headers: endpoint.headers,
      timeoutMs: endpoint.timeoutMs,
      concurrency: endpoint.concurrency,
    },
  };
}
