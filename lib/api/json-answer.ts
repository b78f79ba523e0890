import type { z } from "@hono/zod-openapi";

/** An answer's declaration: JSON of this schema. */
export function jsonAnswer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}
