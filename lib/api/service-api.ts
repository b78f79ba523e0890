import { z } from "@hono/zod-openapi";
import { type Api, openCall } from "@/lib/api/api";
import { jsonAnswer } from "@/lib/api/json-answer";
import { database } from "@/lib/platform/database";
import { logger } from "@/lib/platform/logger";
import { software } from "@/lib/platform/software";

const tags = ["Service"];

const root = openCall({
  method: "get",
  path: "/",
  tags,
  summary: "What answers here",
  responses: {
    200: jsonAnswer(
      z.object({ software: z.string(), openapi: z.string(), documentation: z.string() }),
      "The software, and where its documentation is",
    ),
  },
});

const healthSchema = z.object({ status: z.enum(["ok", "unavailable"]), database: z.enum(["ok", "unreachable"]) });

const health = openCall({
  method: "get",
  path: "/health",
  tags,
  summary: "Whether requests can be served",
  responses: {
    200: jsonAnswer(healthSchema, "They can"),
    503: jsonAnswer(healthSchema, "The database does not answer"),
  },
});

const patienceMs = 2_000;

async function databaseAnswers(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${patienceMs} ms.`)), patienceMs);
  });
  try {
    await Promise.race([database.$queryRaw`SELECT 1`, late]);
    return true;
  } catch (error) {
    logger.warn({ err: error }, "the database does not answer");
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** What needs no key: where to read on, and whether all is well. */
export function addServiceCalls(api: Api): void {
  api.openapi(root, (c) => c.json({ software, openapi: "/api/v1/openapi.json", documentation: "/api/docs" }, 200));

  api.openapi(health, async (c) =>
    (await databaseAnswers())
      ? c.json({ status: "ok" as const, database: "ok" as const }, 200)
      : c.json({ status: "unavailable" as const, database: "unreachable" as const }, 503),
  );
}
