import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { isRaise } from "@/lib/engine/is-raise";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { canonicalJson } from "@/lib/platform/canonical-json";
import type { Transaction } from "@/lib/platform/database";
import { findRampUnderWay, type RampRecord } from "@/lib/ramps/ramp-query";
import { rampShare } from "@/lib/ramps/ramp-share";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Ends a ramp in the caller's transaction, which holds the exclusive policy lock. Answers with the event to record. */
export async function endRamp(
  tx: Transaction,
  useCase: Pick<UseCaseRecord, "id" | "slug">,
  ramp: RampRecord,
  ending: { status: "finished" | "stopped"; because: string },
  now: Date,
): Promise<AuditEvent> {
  await tx.ramp.update({
    where: { id: ramp.id },
    data: { status: ending.status, endedAt: now, endedBecause: ending.because },
  });
  return {
    type: ending.status === "finished" ? "ramp.finished" : "ramp.stopped",
    useCase: { id: useCase.id, slug: useCase.slug },
    subject: { type: "ramp", id: ramp.id },
    detail: { step: ramp.step, share: rampShare(ramp.schedule, ramp.step) },
  };
}

/** What a ramp is built on: a change of any of these by somebody else ends it. */
const foundations = ["mode", "baseMode", "rampShare", "champion", "thresholds", "maxSpread", "saltVersion"] as const;

const foundationNames: Record<(typeof foundations)[number], string> = {
  mode: "the mode",
  baseMode: "the base mode",
  rampShare: "the ramp share",
  champion: "the champion",
  thresholds: "the thresholds",
  maxSpread: "the largest spread",
  saltVersion: "the salt version",
};

/** Why a change of settings ends this ramp, as a clause; null: it goes on. */
function overtaken(ramp: RampRecord, former: PolicySettings, settings: PolicySettings): string | null {
  const changed = foundations.filter((key) => canonicalJson(former[key]) !== canonicalJson(settings[key]));
  if (changed.length > 0) return `changed ${changed.map((key) => foundationNames[key]).join(" and ")}`;
  const { ceiling, steps } = ramp.schedule;
  const last = { ...settings, rampShare: steps.at(-1)?.share ?? settings.rampShare };
  return isRaise(ceiling, last) ? "would let its next steps automate more than was agreed" : null;
}

/**
 * Ends the ramp under way where a policy that it did not make takes its ground away: it changes what the ramp is built on,
 * or its later steps would automate more than they were started or approved for.
 */
export async function endOvertakenRamp(
  tx: Transaction,
  useCase: Pick<UseCaseRecord, "id" | "slug">,
  change: { former: PolicySettings; settings: PolicySettings; version: number },
  now: Date,
): Promise<AuditEvent[]> {
  const ramp = await findRampUnderWay(useCase.id, tx);
  if (ramp === null) return [];
  const why = overtaken(ramp, change.former, change.settings);
  if (why === null) return [];
  const because = `Policy ${change.version} ${why}.`;
  return [await endRamp(tx, useCase, ramp, { status: "stopped", because }, now)];
}
