import { z } from "@hono/zod-openapi";
import { findItemUseCase } from "@/lib/items/item-query";
import { AppError } from "@/lib/platform/errors";

/** What an unknown or unreadable id is answered with. */
export function noSuchItem(): AppError {
  return new AppError("not_found", "There is no item with this id.");
}

/** An id of a path, where it can be one at all. Throws `not_found`. */
export function requireItemId(text: string): string {
  if (!z.uuid().safeParse(text).success) throw noSuchItem();
  return text;
}

/** The item of a path with its use case, for commands, which authorise and read the rest themselves. */
export async function requireItem(text: string): Promise<{ itemId: string; useCaseId: string }> {
  const itemId = requireItemId(text);
  const useCaseId = await findItemUseCase(itemId);
  if (useCaseId === null) throw noSuchItem();
  return { itemId, useCaseId };
}
