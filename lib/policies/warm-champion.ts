import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { warm } from "@/lib/inference/warm-up";
import { findModelVersionIds } from "@/lib/models/model-query";
import { findModelSource } from "@/lib/models/model-source-query";
import { AppError } from "@/lib/platform/errors";

/**
 * Loads a model version in this process and lets it answer once, before a policy names it champion: the first item must
 * not wait for it. `invalid_model` says why it cannot be used. Of a version that is not there, the policy's own check tells.
 */
export async function warmChampion(useCaseId: string, version: number): Promise<void> {
  const id = (await findModelVersionIds(useCaseId, [version])).get(version);
  const source = id === undefined ? null : await findModelSource(id);
  if (source === null) return;
  const warmth = await warm(source);
  if (warmth.ok) return;
  const message = `Model version ${version} cannot be put in force, because it does not run here now. ${warmth.message}`;
  throw new AppError("invalid_model", message, { problems: [{ path: "champion", message }] });
}

/** The same for a version that is gone back to: at most this long, and whatever comes of it. */
export async function warmBriefly(useCaseId: string, version: number, mostMs = 300): Promise<void> {
  const warming = warmChampion(useCaseId, version).catch(() => undefined);
  await Promise.race([warming, sleep(mostMs)]);
}
