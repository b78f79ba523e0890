import "server-only";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampFinding } from "@/lib/engine/ramp-conditions";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import { type Database, database, Prisma } from "@/lib/platform/database";
import type { RampStatus } from "@/lib/platform/generated/prisma/enums";

/** What a ramp's row keeps of its plan: the schedule, and what it was started on. */
export interface StoredSchedule extends RampSchedule {
  /** The ramp share that was in force before the first step. */
  startShare: number;
  /** The settings at the last step, as they were put in force or approved: no step may automate more. */
  ceiling: PolicySettings;
}

/** What a ramp's row keeps of its last check. */
export interface RampCheck {
  conditions: RampFinding[];
  guards: RampFinding[];
  /** What it waits for, in sentences. */
  missing: string[];
  /** What last happened to it other than being checked: why it is paused, or why it stepped down; empty: nothing. */
  note: string;
}

/** A schedule that raises a use case's ramp share step by step. */
export interface RampRecord {
  id: string;
  useCaseId: string;
  status: RampStatus;
  schedule: StoredSchedule;
  /** The step in force, from 0; -1: the share from before the ramp. */
  step: number;
  stepStartedAt: Date;
  /** When the worker looked at its conditions last; null: not yet in this step. */
  checkedAt: Date | null;
  findings: RampCheck;
  reason: string;
  authorId: string | null;
  authorName: string;
  createdAt: Date;
  endedAt: Date | null;
  endedBecause: string | null;
}

export const noFindings: RampCheck = { conditions: [], guards: [], missing: [], note: "" };

async function readRamps(db: Database, where: Prisma.Sql): Promise<RampRecord[]> {
  const rows = await db.$queryRaw<(Omit<RampRecord, "findings"> & { findings: RampCheck | null })[]>`
    SELECT id, use_case_id AS "useCaseId", status::text, schedule, step, step_started_at AS "stepStartedAt",
           checked_at AS "checkedAt", findings, reason, author_id AS "authorId", author_name AS "authorName",
           created_at AS "createdAt", ended_at AS "endedAt", ended_because AS "endedBecause"
    FROM ramp WHERE ${where} ORDER BY id DESC LIMIT 1000`;
  return rows.map((row) => ({
    ...row,
    schedule: { ...row.schedule, ceiling: fullSettings(row.schedule.ceiling) },
    findings: row.findings ?? noFindings,
  }));
}

export async function findRamp(id: string, db: Database = database): Promise<RampRecord | null> {
  const [record] = await readRamps(db, Prisma.sql`id = ${id}::uuid`);
  return record ?? null;
}

/** The ramp of a use case that runs or is paused; null: none. */
export async function findRampUnderWay(useCaseId: string, db: Database = database): Promise<RampRecord | null> {
  const [record] = await readRamps(
    db,
    Prisma.sql`use_case_id = ${useCaseId}::uuid AND status IN ('running', 'paused')`,
  );
  return record ?? null;
}

/** The ramp under way, or the last one that ended; null: there was none. */
export async function findLatestRamp(useCaseId: string): Promise<RampRecord | null> {
  const [record] = await readRamps(
    database,
    Prisma.sql`id = (
    SELECT id FROM ramp WHERE use_case_id = ${useCaseId}::uuid ORDER BY id DESC LIMIT 1)`,
  );
  return record ?? null;
}

/** Every ramp that runs or is paused, of all use cases. */
export async function listRampsUnderWay(): Promise<RampRecord[]> {
  return readRamps(database, Prisma.sql`status IN ('running', 'paused')`);
}
