import type { Field } from "@/lib/use-cases/definition-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** A picture that has not come after this long is shown as it arrives, or as missing. */
const patienceMs = 8_000;

/** Resolves when the item's pictures are ready to be painted at once, or will not come. Never rejects. */
export async function loadPictures(fields: readonly Field[], input: ItemInput): Promise<void> {
  const sources = fields.flatMap((field) => {
    const value = field.kind === "image" ? input[field.key] : undefined;
    return typeof value === "string" ? [value] : [];
  });
  if (sources.length === 0) return;
  const all = Promise.allSettled(sources.map(decodePicture));
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

function decodePicture(source: string): Promise<void> {
  const picture = new Image();
  picture.referrerPolicy = "no-referrer";
  picture.src = source;
  return picture.decode();
}
