import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { assignRoles, change, create, reset } from "@/app/admin/users/actions";
import { NewUser } from "@/components/access/new-user";
import { roleName } from "@/components/access/role-name";
import { UserList } from "@/components/access/user-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { UrlSelectFilter } from "@/components/ui/url-select-filter";
import { UrlTextFilter } from "@/components/ui/url-text-filter";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { userFiltersSchema } from "@/lib/access/user-filters-schema";
import { listUsers } from "@/lib/access/user-query";
import { roles } from "@/lib/access/user-schema";
import { env } from "@/lib/platform/env";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Users" };

const roleOptions = [
  { value: "admin", label: "Admin" },
  ...roles.map((role) => ({ value: role, label: roleName[role] })),
];

const stateOptions = [
  { value: "enabled", label: "Can sign in" },
  { value: "disabled", label: "Disabled" },
  { value: "simulated", label: "Simulated" },
];

interface UsersPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsersPage({ searchParams }: UsersPageProps) {
  const actor = await requireActor();
  if (!may(actor, "user.manage", null)) notFound();
  const filters = userFiltersSchema.parse(await searchParams);
  const [{ users, nextAfter }, records] = await Promise.all([listUsers(actor, filters), listVisibleUseCases(actor)]);
  const useCases = records.map((record) => ({ id: record.id, name: record.definition.name }));
  const actions = { createUser: create, changeUser: change, setRoles: assignRoles, resetPassword: reset };
  const next = new URLSearchParams(
    Object.entries({ ...filters, after: nextAfter }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  return (
    <PageFrame
      title="Users"
      lead="Who can sign in, and what they may do in which use case."
      actions={<NewUser useCases={useCases} singleSignOn={env.oidc !== undefined} createUser={actions.createUser} />}
    >
      <Group gap="xs">
        <UrlTextFilter name="q" label="Name or e-mail" placeholder="Name or e-mail" />
        <UrlSelectFilter name="role" label="Role" all="Any role" options={roleOptions} />
        <UrlSelectFilter name="state" label="State" all="Any state" options={stateOptions} />
      </Group>
      <Section flush>
        {users.length === 0 ? (
          <EmptyState
            title="Nobody here"
            action={
              <ButtonLink href="/admin/users" variant="default">
                Show everybody
              </ButtonLink>
            }
          >
            No user fits these filters.
          </EmptyState>
        ) : (
          <UserList users={users} useCases={useCases} ownId={actor.id} actions={actions} />
        )}
      </Section>
      {nextAfter !== null && (
        <Group justify="flex-end">
          <ButtonLink href={`/admin/users?${next}`} variant="default">
            Next page
          </ButtonLink>
        </Group>
      )}
    </PageFrame>
  );
}
