import type { Role } from "@/lib/platform/generated/prisma/enums";

/** What an API key may do. */
export const scopes = [
  "items:write",
  "items:read",
  "models:write",
  "use-cases:write",
  "policies:write",
  "verdicts:write",
  "audit:read",
] as const;

export type Scope = (typeof scopes)[number];

export interface UserActor {
  kind: "user";
  id: string;
  name: string;
  isAdmin: boolean;
  /** Roles held per use case id. */
  roles: ReadonlyMap<string, ReadonlySet<Role>>;
  auth: "password" | "oidc" | "cli" | "simulated";
}

export interface KeyActor {
  kind: "api_key";
  id: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  auth: "api_key";
}

/** The installation itself: first start, demo, timers, the command line. */
export interface SystemActor {
  kind: "system";
  id: null;
  name: string;
  auth: "system";
}

/** Who does something. */
export type Actor = UserActor | KeyActor | SystemActor;

/** The installation acting under a name that says which part of it (`launcher`, `worker`, `cli`). */
export function systemActor(name: string): SystemActor {
  return { kind: "system", id: null, name, auth: "system" };
}
