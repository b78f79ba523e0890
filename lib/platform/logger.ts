import pino from "pino";
import { env } from "@/lib/platform/env";

/** Structured log on standard output. Never log inputs, notes, keys or addresses of people: ids only. */
export const logger = pino({ level: env.logLevel, base: null, serializers: { err: describeError } });

/** Errors of the database driver carry the whole connection with them. */
function describeError(error: Error) {
  const { client, ...rest } = pino.stdSerializers.err(error);
  return rest;
}
