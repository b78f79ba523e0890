import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { createUser } from "@/lib/access/create-user";
import type { Memberships } from "@/lib/access/membership-rows";
import { roles } from "@/lib/access/user-schema";
import { collect, context, requireSlug, say } from "@/lib/cli/command-line";
import { AppError } from "@/lib/platform/errors";
import type { Role } from "@/lib/platform/generated/prisma/enums";

interface UserOptions {
  email: string;
  name?: string;
  role: string[];
  password?: string;
}

const isRole = (name: string): name is Role => roles.some((role) => role === name);

/** `admin` stands alone; every other role is held in a use case: `reviewer:bird-strike-inspection`. */
async function readMemberships(given: readonly string[]): Promise<Memberships> {
  return Promise.all(
    given.map(async (text) => {
      const [role = "", slug = ""] = text.split(":");
      if (!isRole(role) || slug === "") {
        throw new AppError(
          "invalid_input",
          `"${text}" is no role. Write admin, or one of ${roles.join(", ")} with a use case: reviewer:my-use-case.`,
        );
      }
      return { useCaseId: (await requireSlug(slug)).id, roles: [role] };
    }),
  );
}

async function create(options: UserOptions): Promise<void> {
  const { email, role, password = randomBytes(15).toString("base64url") } = options;
  const user = await createUser(context, {
    email,
    name: options.name ?? email.split("@")[0] ?? email,
    password,
    isAdmin: role.includes("admin"),
    isSimulated: false,
    memberships: await readMemberships(role.filter((one) => one !== "admin")),
  });
  say(`Created ${user.email}${user.isAdmin ? " (admin)" : ""}.`);
  if (options.password === undefined) say(`Password, shown this once: ${password}`);
}

export function addUserCommands(program: Command): void {
  const user = program.command("user").description("People who sign in");
  user
    .command("create")
    .description("Create a user")
    .requiredOption("--email <address>")
    .option("--name <name>", "what others see; the address's first part unless given")
    .option("--role <role>", "admin, or role:use-case such as reviewer:my-use-case; several with commas", collect, [])
    .option("--password <password>", "at least 10 characters; one is made and printed unless given")
    .action(create);
}
