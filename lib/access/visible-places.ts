import type { Actor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import type { PermissionName } from "@/lib/access/permissions";

/** A place in the main navigation. */
export interface Place {
  href: string;
  label: string;
  /** Only the page itself counts as being there, not those beneath it. */
  exact?: boolean;
}

/** The places of the main navigation that are of use to this person. What they may see is decided on the pages' data. */
export function visiblePlaces(actor: Actor): Place[] {
  const reviews = useCasesWith(actor, "review.work").length > 0;
  const disagreements = useCasesWith(actor, "item.read").length > 0;
  const useCases = useCasesWith(actor, "use-case.read").length > 0;
  const audits = useCasesWith(actor, "audit.read").length > 0;
  const erases = useCasesWith(actor, "erasure.settle").length > 0;
  const administers = visibleAdminPlaces(actor).length > 0;
  return [
    { href: "/", label: "Home" },
    ...(reviews ? [{ href: "/review", label: "Review" }] : []),
    ...(disagreements ? [{ href: "/disagreements", label: "Disagreements" }] : []),
    ...(useCases ? [{ href: "/use-cases", label: "Use cases" }] : []),
    ...(audits ? [{ href: "/audit", label: "Audit" }] : []),
    // Who reads the log finds them there.
    ...(erases && !audits ? [{ href: "/audit/erasures", label: "Erasures" }] : []),
    ...(administers ? [{ href: "/admin", label: "Admin" }] : []),
  ];
}

/** Whether this person may set up webhooks, of some use case at least. */
export function managesWebhooks(actor: Actor): boolean {
  return useCasesWith(actor, "webhook.manage").length > 0;
}

/** The places of administration that are of use to this person; empty: none is. */
export function visibleAdminPlaces(actor: Actor): Place[] {
  const administers = may(actor, "user.manage", null);
  return [
    ...(administers ? [{ href: "/admin/users", label: "Users" }] : []),
    ...(administers ? [{ href: "/admin/keys", label: "API keys" }] : []),
    ...(managesWebhooks(actor) ? [{ href: "/admin/webhooks", label: "Webhooks" }] : []),
  ];
}

/** Whether this person may halt some use case. */
export function mayHaltAny(actor: Actor): boolean {
  return useCasesWith(actor, "halt.set").length > 0;
}

/** The places inside a use case that are of use to this person. */
export function visibleUseCasePlaces(actor: Actor, useCase: { id: string; slug: string }): Place[] {
  const at = `/use-cases/${useCase.slug}`;
  const sees = (permission: PermissionName) => may(actor, permission, useCase.id);
  return [
    { href: at, label: "Overview", exact: true },
    ...(sees("item.read") ? [{ href: `${at}/items`, label: "Items" }] : []),
    ...(sees("item.read") || sees("review.work") ? [{ href: `${at}/agreement`, label: "Agreement" }] : []),
    ...(sees("policy.read") ? [{ href: `${at}/automation`, label: "Automation" }] : []),
    ...(sees("policy.read") ? [{ href: `${at}/models`, label: "Models" }] : []),
    { href: `${at}/settings`, label: "Settings" },
  ];
}
