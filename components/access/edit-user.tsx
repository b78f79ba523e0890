"use client";
import { Button, Checkbox, Divider, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { NewPasswordField } from "@/components/access/new-password-field";
import { type HeldRoles, RoleGrid } from "@/components/access/role-grid";
import type { UserActions } from "@/components/access/user-actions";
import { ButtonLink } from "@/components/ui/button-link";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { UserView } from "@/lib/access/user-query";

function Part({ title, onSubmit, children }: { title: string; onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack gap="sm" align="stretch">
        <Title order={3}>{title}</Title>
        {children}
      </Stack>
    </form>
  );
}

/** Everything that an admin can change about a person. Each part is saved by itself. */
export function EditUser(props: {
  user: UserView;
  isSelf: boolean;
  useCases: readonly { id: string; name: string }[];
  actions: UserActions;
}) {
  const { user, isSelf, useCases, actions } = props;
  const [name, setName] = useState(user.name);
  const [isAdmin, setIsAdmin] = useState(user.isAdmin);
  const [held, setHeld] = useState<HeldRoles>(
    Object.fromEntries(user.memberships.map(({ useCaseId, roles }) => [useCaseId, roles])),
  );
  const [password, setPassword] = useState("");
  const details = useAction(actions.changeUser);
  const roles = useAction(actions.setRoles);
  const reset = useAction(actions.resetPassword);
  const state = useAction(actions.changeUser);
  const disabled = user.disabledAt !== null;
  const saved = (message: string) => notifications.show({ message });

  async function saveDetails() {
    if ((await details.run({ userId: user.id, name, isAdmin })).ok) saved(`Saved. ${name}'s details are changed.`);
  }

  async function saveRoles() {
    const memberships = Object.entries(held).map(([useCaseId, list]) => ({ useCaseId, roles: [...list] }));
    if ((await roles.run({ userId: user.id, memberships })).ok) saved(`Saved. ${user.name}'s roles count from now on.`);
  }

  async function savePassword() {
    if (!(await reset.run({ userId: user.id, password })).ok) return;
    setPassword("");
    saved(`Saved. ${user.name} is signed out everywhere and needs the new password.`);
  }

  async function switchState() {
    if (!(await state.run({ userId: user.id, disabled: !disabled })).ok) return;
    saved(disabled ? `${user.name} can sign in again.` : `${user.name} is signed out and cannot sign in any more.`);
  }

  return (
    <Stack gap="lg">
      <Part title="Details" onSubmit={saveDetails}>
        <FormProblem error={details.error} shown={["name"]} />
        <TextInput
          label="Name"
          value={name}
          error={details.problemAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!user.isSimulated && (
          <Checkbox
            label="Admin"
            description="Manages users, keys and use cases, and sees everything. Reviews only with a role."
            checked={isAdmin}
            onChange={(event) => setIsAdmin(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={details.busy}>
            Save details
          </Button>
        </Group>
      </Part>
      <Divider />
      <Part title="Roles" onSubmit={saveRoles}>
        <FormProblem error={roles.error} />
        <RoleGrid useCases={useCases} value={held} onChange={setHeld} />
        {useCases.length > 0 && (
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={roles.busy}>
              Save roles
            </Button>
          </Group>
        )}
      </Part>
      {!user.isSimulated && !isSelf && (
        <>
          <Divider />
          <Part title="Password" onSubmit={savePassword}>
            <FormProblem error={reset.error} shown={["password"]} />
            <NewPasswordField
              label="New password"
              description="They are signed out everywhere. Hand it over in private; they can change it."
              required
              value={password}
              error={reset.problemAt("password")}
              onChange={setPassword}
            />
            <Group justify="flex-end">
              <Button type="submit" variant="default" loading={reset.busy}>
                Set password
              </Button>
            </Group>
          </Part>
          <Divider />
          <Part title={disabled ? "Let them sign in again" : "Shut them out"} onSubmit={switchState}>
            <FormProblem error={state.error} />
            <Text size="sm" c="dimmed">
              {disabled
                ? "Their roles are as they were."
                : "They are signed out at once. What they did stays on record; nothing is deleted."}
            </Text>
            <Group justify="flex-end">
              <Button type="submit" variant="default" loading={state.busy}>
                {disabled ? "Enable" : "Disable"}
              </Button>
            </Group>
          </Part>
          <Divider />
          <Stack gap="sm">
            <Title order={3}>Erase what identifies them</Title>
            <Text size="sm" c="dimmed">
              Name, e-mail address and notes go for good; what they decided stays. A second admin has to approve it.
            </Text>
            <Group justify="flex-end">
              <ButtonLink href={`/audit/erasures/new?kind=user&user=${user.id}`} variant="default">
                Ask for an erasure
              </ButtonLink>
            </Group>
          </Stack>
        </>
      )}
    </Stack>
  );
}
