import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command, Outdated } from "@/lib/command";
import { percentText } from "@/lib/engine/settings-changes";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { putRampStep, type RampStepped } from "@/lib/policies/ramp/put-ramp-step";
import { endRamp } from "@/lib/ramps/end-ramp";
import { judgeRamp, type RampJudgement } from "@/lib/ramps/judge-ramp";
import { pauseHaltedRamp } from "@/lib/ramps/pause-ramp-row";
import { findRamp, noFindings, type RampRecord } from "@/lib/ramps/ramp-query";
import { rampShare } from "@/lib/ramps/ramp-share";
import { rampCheck } from "@/lib/ramps/record-ramp-check";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({ rampId: z.uuid() });

/** What became of a ramp that was looked at. `ended`: it is no longer under way. */
export type RampAdvance =
  | { kind: "ended" }
  | { kind: "held"; ramp: RampRecord; judgement: RampJudgement }
  | { kind: "paused" | "finished" }
  | { kind: "stepped"; down: boolean; stepped: RampStepped };

interface Prepared {
  ramp: RampRecord;
  useCase: UseCaseRecord;
  judgement: RampJudgement;
}

const isUnderWay = (ramp: RampRecord | null): ramp is RampRecord =>
  ramp?.status === "running" || ramp?.status === "paused";

/** Whether a ramp stands where it stood when it was judged. */
const isSame = (one: RampRecord, other: RampRecord): boolean =>
  one.status === other.status &&
  one.step === other.step &&
  one.stepStartedAt.getTime() === other.stepStartedAt.getTime();

/**
 * Looks at a ramp and moves it if its conditions or guards say so: a step up, a step down, or to its end. Idle checks
 * write nothing. Any number of workers may do this at once: who comes second finds a ramp that has moved, and judges anew.
 */
export const advanceRamp = command<z.output<typeof inputSchema>, Prepared | null, RampAdvance>({
  name: "advance-ramp",
  permission: "ramp.advance",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async ({ input, now }) => {
    const ramp = await findRamp(input.rampId);
    if (!isUnderWay(ramp)) return null;
    const useCase = await findUseCase(ramp.useCaseId);
    return useCase === null ? null : { ramp, useCase, judgement: await judgeRamp(ramp, useCase, now) };
  },
  commit: async ({ tx, prepared, now }) => {
    if (prepared === null) return { result: { kind: "ended" }, unchanged: true };
    const { judgement } = prepared;
    const { move } = judgement;
    const mustPause = prepared.useCase.haltedAt !== null && prepared.ramp.status === "running";
    if (move.kind === "hold" && !mustPause) {
      return { result: { kind: "held", ramp: prepared.ramp, judgement }, unchanged: true };
    }
    await lockPolicyExclusive(tx, prepared.useCase.id);
    const ramp = await findRamp(prepared.ramp.id, tx);
    const useCase = await findUseCase(prepared.useCase.id, tx);
    if (!isUnderWay(ramp) || useCase === null) return { result: { kind: "ended" }, unchanged: true };
    const sameGround =
      useCase.policy.id === prepared.useCase.policy.id &&
      useCase.haltedAt?.getTime() === prepared.useCase.haltedAt?.getTime();
    if (!isSame(ramp, prepared.ramp) || !sameGround) throw new Outdated();

    switch (move.kind) {
      case "hold": {
        const [event, ...rest] = await pauseHaltedRamp(tx, useCase);
        if (event === undefined) throw new Outdated();
        await announcePolicy(tx, useCase.id);
        return { result: { kind: "paused" }, events: [event, ...rest] };
      }
      case "finish": {
        const because = `It reached its last step, ${percentText(rampShare(ramp.schedule, ramp.step))}, and everything that it asked for.`;
        const events: [AuditEvent] = [await endRamp(tx, useCase, ramp, { status: "finished", because }, now)];
        await announcePolicy(tx, useCase.id);
        return { result: { kind: "finished" }, events };
      }
      case "advance": {
        const why = `from ${percentText(rampShare(ramp.schedule, ramp.step))} to ${percentText(rampShare(ramp.schedule, move.to))}, because every condition passed.`;
        const { stepped, events } = await putRampStep(tx, useCase, ramp, { to: move.to, why }, now);
        return { result: { kind: "stepped", down: false, stepped }, events };
      }
      case "step_down": {
        const findings = rampCheck(judgement, `Stepped down from step ${ramp.step + 1}. ${move.because}`);
        const kept = { ...noFindings, guards: findings.guards, note: findings.note };
        const { stepped, events } = await putRampStep(
          tx,
          useCase,
          ramp,
          { to: move.to, why: move.because, findings: kept },
          now,
        );
        return { result: { kind: "stepped", down: true, stepped }, events };
      }
    }
  },
});
