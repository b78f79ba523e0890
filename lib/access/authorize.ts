import type { Actor } from "@/lib/access/actor";
import { type PermissionName, permissionOf } from "@/lib/access/permissions";
import { Refusal } from "@/lib/access/refusal";

/**
 * Whether the actor has the permission in the use case (`null`: in general). Without a use case, a person needs to be
 * admin; an API key needs the scope in either case.
 */
export function may(actor: Actor, permission: PermissionName, useCaseId: string | null): boolean {
  const rule = permissionOf(permission);
  if (actor.kind === "system") return true;
  if (actor.kind === "api_key") return rule.scope !== null && actor.scopes.has(rule.scope);
  if (permission === "account.own") return true;
  if (actor.isAdmin && rule.membersOnly !== true) return true;
  if (useCaseId === null) return false;
  const held = actor.roles.get(useCaseId);
  return held !== undefined && rule.roles.some((role) => held.has(role));
}

/** Throws a `Refusal`, `missing_scope` (keys) or `forbidden` (people), where `may` says no. */
export function authorize(actor: Actor, permission: PermissionName, useCaseId: string | null): void {
  if (may(actor, permission, useCaseId)) return;
  const rule = permissionOf(permission);
  if (actor.kind === "api_key") {
    const message =
      rule.scope === null
        ? "No API key can do this. Sign in to do it."
        : `This key lacks the scope ${rule.scope}. Create a key that has it.`;
    throw new Refusal("missing_scope", message, permission, useCaseId);
  }
  const message = `You may not do this (${rule.description.toLowerCase()}). Ask an admin for the role.`;
  throw new Refusal("forbidden", message, permission, useCaseId);
}

/** The use cases in which a person has the permission; `"all"` for admins, keys with the scope, and the system. */
export function useCasesWith(actor: Actor, permission: PermissionName): "all" | string[] {
  if (may(actor, permission, null) && permission !== "account.own") return "all";
  if (actor.kind !== "user") return [];
  return [...actor.roles.keys()].filter((useCaseId) => may(actor, permission, useCaseId));
}
