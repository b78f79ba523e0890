import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { systemActor } from "@/lib/access/actor";
import { createKey } from "@/lib/access/create-key";
import { createUser } from "@/lib/access/create-user";
import { setUpDemo } from "@/lib/demo/set-up-demo";
import { stopInference } from "@/lib/inference/predict";
import { jobQueue } from "@/lib/jobs/job-queue";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";

const context = { actor: systemActor("demo") };

const accounts = [
  { email: "admin@demo.example", name: "Avery Admin", role: "admin" },
  { email: "manager@demo.example", name: "Morgan Manager", role: "manager" },
  { email: "second.manager@demo.example", name: "Sam Second", role: "manager" },
  { email: "reviewer@demo.example", name: "Robin Reviewer", role: "reviewer" },
  { email: "second.reviewer@demo.example", name: "Rio Reviewer", role: "reviewer" },
  { email: "adjudicator@demo.example", name: "Ada Adjudicator", role: "adjudicator" },
  { email: "auditor@demo.example", name: "Alex Auditor", role: "auditor" },
] as const;

const keyScopes = [
  "items:write",
  "items:read",
  "models:write",
  "use-cases:write",
  "policies:write",
  "verdicts:write",
] as const;

/**
 * Sets up the demo in an empty database, and leaves its accounts and API key in `DATA_DIR/demo.json` (mode 0600).
 * The password is a new one in every installation.
 */
export async function seed(): Promise<void> {
  const useCases = Object.values(await setUpDemo());
  const password = `demo-${randomBytes(6).toString("base64url")}`;
  for (const { email, name, role } of accounts) {
    const isAdmin = role === "admin";
    const memberships = isAdmin ? [] : useCases.map((useCaseId) => ({ useCaseId, roles: [role] }));
    await createUser(context, { email, name, password, isAdmin, isSimulated: false, memberships });
  }
  const { key } = await createKey(context, { name: "Demo", scopes: [...keyScopes] });
  await mkdir(env.dataDir, { recursive: true });
  const left = { accounts: accounts.map(({ email, role }) => ({ email, role, password })), apiKey: key };
  await writeFile(path.join(env.dataDir, "demo.json"), `${JSON.stringify(left, null, 2)}\n`, { mode: 0o600 });
}

if (import.meta.main) {
  await seed();
  await (await jobQueue()).stop({ graceful: false });
  await stopInference();
  await database.$disconnect();
}
