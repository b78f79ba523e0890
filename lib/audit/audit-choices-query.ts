import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database } from "@/lib/platform/database";

/** Versions are offered up to here, the newest of them; an older one is found from where it is named. */
const mostVersions = 200;

interface Choice {
  id: string;
  name: string;
}

/** What this person's audit list can be narrowed to, by name. */
export interface AuditChoices {
  actors: Choice[];
  models: Choice[];
  /** Of one use case: those of all of them would be too many to choose from. */
  policies: Choice[];
}

/** `useCase`: the slug of the one that the list is narrowed to. */
export async function listAuditChoices(actor: UserActor, useCase: string | undefined): Promise<AuditChoices> {
  const readable = useCasesWith(actor, "audit.read");
  const useCases = await database.useCase.findMany({
    where: { ...(readable === "all" ? {} : { id: { in: readable } }), ...(useCase !== undefined && { slug: useCase }) },
    select: { id: true, name: true },
  });
  const nameOf = new Map(useCases.map(({ id, name }) => [id, name]));
  const of = { useCaseId: { in: [...nameOf.keys()] } };
  const [actors, models, policies] = await Promise.all([
    listActors(readable),
    database.modelVersion.findMany({
      where: of,
      select: { id: true, name: true, version: true, useCaseId: true },
      orderBy: { id: "desc" },
      take: mostVersions,
    }),
    useCase === undefined
      ? []
      : database.policy.findMany({
          where: of,
          select: { id: true, version: true },
          orderBy: { version: "desc" },
          take: mostVersions,
        }),
  ]);
  return {
    actors,
    models: models.map(({ id, name, version, useCaseId }) => ({
      id,
      name: `${name}, version ${version}${useCase === undefined ? ` (${nameOf.get(useCaseId) ?? ""})` : ""}`,
    })),
    policies: policies.map(({ id, version }) => ({ id, name: `Policy version ${version}` })),
  };
}

/** Who the events that this person may read can be by: people and keys. */
function listActors(readable: "all" | string[]): Promise<Choice[]> {
  return database.$queryRaw<Choice[]>`
    SELECT id, name FROM (
      SELECT u.id::text, u.name FROM "user" u
      WHERE ${readable === "all"} OR EXISTS (
        SELECT FROM membership m WHERE m.user_id = u.id AND m.use_case_id = ANY(${readable === "all" ? [] : readable}::uuid[]))
      UNION ALL
      SELECT k.id::text, k.name || ' (key)' FROM api_key k
    ) AS actors ORDER BY name, id`;
}
