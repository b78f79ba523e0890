"use client";
import { Button, Checkbox, Drawer, Group, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "@/components/access/new-password-field";
import { type HeldRoles, RoleGrid } from "@/components/access/role-grid";
import type { UserActions } from "@/components/access/user-actions";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";

const empty = { name: "", email: "", password: "", isAdmin: false, held: {} as HeldRoles };

/** The button and the form that create a user. */
export function NewUser(props: {
  useCases: readonly { id: string; name: string }[];
  singleSignOn: boolean;
  createUser: UserActions["createUser"];
}) {
  const { useCases, singleSignOn, createUser } = props;
  const [opened, { open, close }] = useDisclosure(false);
  const [person, setPerson] = useState(empty);
  const { run, busy, error, problemAt } = useAction(createUser);
  const change = (part: Partial<typeof empty>) => setPerson((before) => ({ ...before, ...part }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { name, email, password, isAdmin, held } = person;
    const memberships = Object.entries(held).map(([useCaseId, roles]) => ({ useCaseId, roles: [...roles] }));
    const answer = await run({
      name,
      email,
      isAdmin,
      isSimulated: false,
      memberships,
      ...(password === "" ? {} : { password }),
    });
    if (!answer.ok) return;
    notifications.show({ message: `${name} can sign in now.` });
    setPerson(empty);
    close();
  }

  return (
    <>
      <Button onClick={open}>New user</Button>
      <Drawer opened={opened} onClose={close} size="md" title="New user" closeButtonProps={{ "aria-label": "Close" }}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <FormProblem error={error} shown={["name", "email", "password"]} />
            <TextInput
              label="Name"
              required
              withAsterisk={false}
              autoComplete="off"
              data-autofocus
              value={person.name}
              error={problemAt("name")}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <TextInput
              label="E-mail"
              type="email"
              required
              withAsterisk={false}
              autoComplete="off"
              value={person.email}
              error={problemAt("email")}
              onChange={(event) => change({ email: event.currentTarget.value })}
            />
            <NewPasswordField
              label="Password"
              description={
                singleSignOn
                  ? "Hand it over in private; they can change it. Leave it empty for single sign-on only."
                  : "Hand it over in private; they can change it."
              }
              required={!singleSignOn}
              value={person.password}
              error={problemAt("password")}
              onChange={(password) => change({ password })}
            />
            <Checkbox
              label="Admin"
              description="Manages users, keys and use cases, and sees everything. Reviews only with a role."
              checked={person.isAdmin}
              onChange={(event) => change({ isAdmin: event.currentTarget.checked })}
            />
            <RoleGrid useCases={useCases} value={person.held} onChange={(held) => change({ held })} />
            <Group justify="flex-end" mt="sm">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Create user
              </Button>
            </Group>
          </Stack>
        </form>
      </Drawer>
    </>
  );
}
