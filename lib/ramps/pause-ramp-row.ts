import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Transaction } from "@/lib/platform/database";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { findRampUnderWay, type RampRecord } from "@/lib/ramps/ramp-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

type Named = Pick<UseCaseRecord, "id" | "slug">;

/** Marks a running ramp as paused, in the caller's transaction, which holds the exclusive policy lock. */
export async function pauseRampRow(
  tx: Transaction,
  useCase: Named,
  ramp: RampRecord,
  note: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<AuditEvent> {
  const findings = { ...ramp.findings, note } as unknown as Prisma.InputJsonObject;
  await tx.ramp.update({ where: { id: ramp.id }, data: { status: "paused", findings } });
  return {
    type: "ramp.paused",
    useCase: { id: useCase.id, slug: useCase.slug },
    subject: { type: "ramp", id: ramp.id },
    detail: { step: ramp.step, ...detail },
  };
}

/**
 * Pauses the ramp of a use case that is being halted, in the halt's transaction: lifting the halt must not raise anything
 * that nobody looked at since. Answers with the events to record.
 */
export async function pauseHaltedRamp(tx: Transaction, useCase: Named): Promise<AuditEvent[]> {
  const ramp = await findRampUnderWay(useCase.id, tx);
  if (ramp?.status !== "running") return [];
  const note = "The use case was halted. When the halt is lifted, resume the ramp by hand.";
  return [await pauseRampRow(tx, useCase, ramp, note, { halted: true })];
}
