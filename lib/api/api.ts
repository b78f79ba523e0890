import { createRoute, OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { KeyActor } from "@/lib/access/actor";
import { authenticateKey } from "@/lib/access/authenticate-key";
import { type PermissionName, permissionOf } from "@/lib/access/permissions";
import { problemSchema } from "@/lib/api/problem-schema";
import { authorizeOnRecord } from "@/lib/audit/record-refusal";
import { AppError } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";

/** What travels with a request: its id, and the key that it came with. */
export interface ApiEnv {
  Variables: { requestId: string; actor: KeyActor };
}

/** A router whose path and query parameters are held against their schemas; what does not fit is `invalid_input`. */
export function newApi() {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new AppError("invalid_input", "Some of this cannot be accepted.", {
        problems: zodProblems(result.error),
      });
    },
  });
}

export type Api = ReturnType<typeof newApi>;

/** Who asks, and whether their key may: before a byte of the body is read. */
function requireKey(permission: PermissionName): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const actor = await authenticateKey(c.req.header("authorization"));
    await authorizeOnRecord(actor, permission, null, c.var.requestId);
    c.set("actor", actor);
    await next();
  };
}

/** The name by which the document refers to keys. */
export const keyScheme = "key";

const problems = {
  default: { description: "A problem", content: { "application/problem+json": { schema: problemSchema } } },
} as const;

/** A call that anybody may make. */
export function openCall<const Path extends string, const Call extends Omit<RouteConfig, "path">>(
  call: Call & { path: Path },
) {
  return createRoute({ ...call, responses: { ...call.responses, ...problems } });
}

/** A call that needs a key with the permission's scope. The document names the scope. */
export function keyCall<const Path extends string, const Call extends Omit<RouteConfig, "path">>(
  permission: PermissionName,
  call: Call & { path: Path },
) {
  const { scope } = permissionOf(permission);
  return createRoute({
    ...call,
    security: [{ [keyScheme]: scope === null ? [] : [scope] }],
    middleware: requireKey(permission),
    responses: { ...call.responses, ...problems },
  });
}

/** A reference to one of the document's named schemas, for bodies that we read and check ourselves. */
export function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
