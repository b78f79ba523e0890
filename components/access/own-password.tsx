"use client";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface OwnPasswordProps {
  changePassword: (input: { currentPassword: string; password: string }) => Promise<ActionResult<void>>;
}

/** Changing one's own password; all other sessions end. */
export function OwnPassword({ changePassword }: OwnPasswordProps) {
  const [currentPassword, setCurrentPassword] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, error, problemAt } = useAction(changePassword);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!(await run({ currentPassword, password })).ok) return;
    setCurrentPassword("");
    setPassword("");
    notifications.show({ message: "Your password is changed. You are signed out everywhere else." });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <FormProblem error={error} shown={["currentPassword", "password"]} />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={currentPassword}
          error={problemAt("currentPassword")}
          onChange={(event) => setCurrentPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          error={problemAt("password")}
          onChange={(event) => setPassword(event.currentTarget.value)}
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
