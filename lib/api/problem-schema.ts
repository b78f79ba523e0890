import { z } from "@hono/zod-openapi";
import { problemTitles } from "@/lib/api/problem-titles";
import type { ErrorCode } from "@/lib/platform/errors";

const codes = Object.keys(problemTitles) as [ErrorCode, ...ErrorCode[]];

/** An error as the API answers it (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().describe("Where this code is explained, relative to the API's host"),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes).describe("For programs: it never changes its meaning"),
    detail: z.string().describe("For people: what happened, and what to do"),
    errors: z.array(
      z.object({
        path: z.string().describe("The field that it concerns, such as input.age; empty for the whole"),
        message: z.string(),
      }),
    ),
    requestId: z.string(),
    proposal: z
      .object({
        mapping: z.unknown(),
        questions: z.array(z.object({ path: z.string(), kind: z.enum(["confirm", "choose"]), message: z.string() })),
      })
      .optional()
      .describe("Only where a model needs a mapping: the one that its file suggests, and what is guessed in it"),
  })
  .openapi("Problem");

export type ProblemDocument = z.infer<typeof problemSchema>;
