import "server-only";
import type { ExplanationResult } from "@/lib/explanations/explanation-schema";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { ImageInput } from "@/lib/inference/mapping-schema";
import { occludePicture } from "@/lib/inference/occlude-picture";

/** The coarse grid tells what one map costs; the fine one is made where there is time for it. */
const coarse = 4;
const fine = 8;
/** So that no more than these are in memory at a time, and others who need the model get their turn in between. */
const picturesAtOnce = 16;

/**
 * How much each part of a picture matters: the drop of the score when it is covered by the picture's mean colour (Zeiler
 * and Fergus 2014). `score` gives one score per input, null where the model has none. Null where it has none on the
 * picture itself, or on a covered one.
 */
export async function explainPicture(
  image: ImageInput,
  input: ItemInput,
  score: (inputs: readonly ItemInput[]) => Promise<readonly (number | null)[]>,
  budget: { rows: number; ms: number },
): Promise<Omit<Extract<ExplanationResult, { method: "occlusion" }>, "ms"> | null> {
  const [whole = null] = await score([input]);
  if (whole === null) return null;
  // Loading the model is not on this account.
  const started = performance.now();
  const mapOf = async (parts: number) => {
    const grid = { rows: Math.min(parts, image.height), columns: Math.min(parts, image.width) };
    const scores: (number | null)[] = [];
    let pictures: string[] = [];
    const ask = async () => {
      scores.push(...(await score(pictures.map((picture) => ({ ...input, [image.field]: picture })))));
      pictures = [];
    };
    for await (const picture of occludePicture(image, input, grid)) {
      pictures.push(picture);
      if (pictures.length >= picturesAtOnce) await ask();
    }
    if (pictures.length > 0) await ask();
    const drops = scores.flatMap((covered) => (covered === null ? [] : [whole - covered]));
    return drops.length < scores.length ? null : { ...grid, drops };
  };
  const first = await mapOf(coarse);
  if (first === null) return null;
  const method = { method: "occlusion", field: image.field, score: whole } as const;
  const spent = performance.now() - started;
  const rows = 1 + first.drops.length + fine * fine;
  const affordable = rows <= budget.rows && spent * (1 + (fine / coarse) ** 2) <= budget.ms;
  const second = affordable ? await mapOf(fine) : null;
  return second === null
    ? { ...method, rows: 1 + first.drops.length, map: first }
    : { ...method, rows: 1 + first.drops.length + second.drops.length, map: second };
}
