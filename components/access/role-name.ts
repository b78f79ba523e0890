import type { roles } from "@/lib/access/user-schema";

/** The roles' names, for people. */
export const roleName: Record<(typeof roles)[number], string> = {
  reviewer: "Reviewer",
  adjudicator: "Adjudicator",
  manager: "Manager",
  auditor: "Auditor",
};
