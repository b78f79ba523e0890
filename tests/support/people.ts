import type { UserActor } from "@/lib/access/actor";
import { findSessionActor } from "@/lib/access/actor-query";
import { createUser } from "@/lib/access/create-user";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { Role } from "@/lib/platform/generated/prisma/enums";
import { system } from "@/tests/support/supplied-use-case";

interface PersonOptions {
  password?: string;
  isAdmin?: boolean;
  isSimulated?: boolean;
  memberships?: { useCaseId: string; roles: Role[] }[];
}

/** A person created by the product's own verb, under an address of their own. */
export async function makePerson(options: PersonOptions = {}): Promise<{ id: string; email: string }> {
  const { isAdmin = false, isSimulated = false, memberships = [], password } = options;
  const person = { email: `${newId()}@example.org`, name: "A Person", isAdmin, isSimulated, memberships };
  return createUser(system, { ...person, ...(password !== undefined && { password }) });
}

/** The person as a session that they make now would have them. */
export async function actorOf(userId: string): Promise<UserActor> {
  const { sessionVersion } = await database.user.findUniqueOrThrow({ where: { id: userId } });
  const actor = await findSessionActor({ userId, sessionVersion, auth: "password" });
  if (actor === null) throw new Error("This person has no session.");
  return actor;
}
