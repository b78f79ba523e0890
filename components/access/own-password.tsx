"use client";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { FormEvent } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface OwnPasswordProps {
  changePassword: (input: { currentPassword: string; password: string }) => Promise<ActionResult<void>>;
}

/** Changing one's own password; all other sessions end. */
export function OwnPassword({ changePassword }: OwnPasswordProps) {
  const { run, busy, error, problemAt } = useAction(changePassword);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form);
    const [currentPassword, password] = [String(typed.get("currentPassword")), String(typed.get("password"))];
    if (!(await run({ currentPassword, password })).ok) return;
    form.reset();
    notifications.show({ message: "Your password is changed. You are signed out everywhere else." });
  }

  return (
    // Sent before the page has come alive, passwords must not end up in an address.
    <form onSubmit={submit} method="post">
      <Stack gap="md">
        <FormProblem error={error} shown={["currentPassword", "password"]} />
        <PasswordInput
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={problemAt("currentPassword")}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          name="password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={problemAt("password")}
        />
        <Group>
          <Button type="submit" loading={busy}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
