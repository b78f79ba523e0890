import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import { linkSecret } from "@/lib/audit/export/export-link";
import { type ExportView, type FilterNames, filterParts } from "@/lib/audit/export/export-view";
import { isRequester } from "@/lib/audit/export/open-export";
import { storedExportSchema } from "@/lib/audit/export/stored-export-schema";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { ExportJob } from "@/lib/platform/generated/prisma/client";

const mostListed = 50;

/** The exports that this person asked for, the newest first, at most 50. */
export async function listExports(actor: Actor): Promise<ExportView[]> {
  if (actor.kind !== "user") return [];
  const jobs = await database.exportJob.findMany({
    where: { requestedById: actor.id, filter: { path: ["key"], equals: null as never } },
    orderBy: { id: "desc" },
    take: mostListed,
  });
  return viewsOf(jobs);
}

/** One export of whoever asks; null where there is none. */
export async function findExport(actor: Actor, id: string): Promise<ExportView | null> {
  const job = await database.exportJob.findUnique({ where: { id } });
  if (job === null || !isRequester(actor, job.requestedById, storedExportSchema.parse(job.filter))) return null;
  const [view] = await viewsOf([job]);
  return view ?? null;
}

async function viewsOf(jobs: readonly ExportJob[]): Promise<ExportView[]> {
  const filters = jobs.map(({ filter }) => storedExportSchema.parse(filter).search);
  const names = await readFilterNames(filters);
  const waiting = await database.exportJob.findMany({
    where: { status: { in: ["queued", "running"] } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const now = clock.now();
  return jobs.map((job, at) => {
    const open = job.status === "ready" && job.linkExpiresAt !== null && job.linkExpiresAt > now;
    return {
      id: job.id,
      requestedAt: job.requestedAt.toISOString(),
      status: job.status === "ready" && !open ? "gone" : job.status,
      filter: filterParts(filters[at] ?? {}, names),
      done: job.done,
      total: job.total,
      ahead: job.status === "queued" ? waiting.findIndex(({ id }) => id === job.id) : null,
      bytes: job.bytes === null ? null : Number(job.bytes),
      sha256: job.sha256 === null ? null : Buffer.from(job.sha256).toString("hex"),
      link: open && job.linkExpiresAt ? { secret: linkSecret(job.id), until: job.linkExpiresAt.toISOString() } : null,
      fetchedAt: job.fetchedAt?.toISOString() ?? null,
      error: job.error,
    };
  });
}

/** The names that these filters' ids lead to. */
export async function readFilterNames(filters: readonly AuditFilter[]): Promise<FilterNames> {
  const all = (name: "useCase" | "model" | "policy" | "actor") => [
    ...new Set(filters.flatMap((filter) => filter[name] ?? []).filter((id) => id !== "system")),
  ];
  const actors = { where: { id: { in: all("actor") } }, select: { id: true, name: true } };
  const [useCases, models, policies, users, keys] = await Promise.all([
    database.useCase.findMany({ where: { slug: { in: all("useCase") } }, select: { slug: true, name: true } }),
    database.modelVersion.findMany({
      where: { id: { in: all("model") } },
      select: { id: true, name: true, version: true },
    }),
    database.policy.findMany({ where: { id: { in: all("policy") } }, select: { id: true, version: true } }),
    database.user.findMany(actors),
    database.apiKey.findMany(actors),
  ]);
  return {
    useCases: new Map(useCases.map(({ slug, name }) => [slug, name])),
    actors: new Map([...users, ...keys].map(({ id, name }) => [id, name])),
    models: new Map(models.map(({ id, name, version }) => [id, `${name}, version ${version}`])),
    policies: new Map(policies.map(({ id, version }) => [id, `version ${version}`])),
  };
}
