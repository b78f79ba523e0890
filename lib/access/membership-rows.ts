import "server-only";
import type { z } from "zod";
import type { membershipsSchema } from "@/lib/access/user-schema";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { Role } from "@/lib/platform/generated/prisma/enums";

export type Memberships = z.infer<typeof membershipsSchema>;

/** The rows that say these roles, each once. */
export function membershipRows(userId: string, memberships: Memberships) {
  const rows = new Map<string, { userId: string; useCaseId: string; role: Role }>();
  for (const { useCaseId, roles } of memberships) {
    for (const role of roles) rows.set(`${useCaseId} ${role}`, { userId, useCaseId, role });
  }
  return [...rows.values()];
}

/** Throws `invalid_input` where one of the use cases does not exist. */
export async function checkUseCases(tx: Transaction, memberships: Memberships): Promise<void> {
  const ids = [...new Set(memberships.map((membership) => membership.useCaseId))];
  const known = await tx.useCase.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const missing = ids.filter((id) => !known.some((useCase) => useCase.id === id));
  if (missing.length === 0) return;
  throw new AppError("invalid_input", "One of these use cases does not exist any more. Reload the page.", {
    problems: missing.map((id) => ({ path: "memberships", message: `There is no use case ${id}.` })),
  });
}
