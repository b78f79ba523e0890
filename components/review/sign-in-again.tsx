"use client";
import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { postAuth } from "@/components/access/auth-client";
import { ProblemNote } from "@/components/ui/problem-note";

interface SignInAgainProps {
  email: string;
  opened: boolean;
  onClose: () => void;
  onSignedIn: () => void;
}

/** Signing in again without leaving what one was at. Always as the same person: the work here is theirs. */
export function SignInAgain({ email, opened, onClose, onSignedIn }: SignInAgainProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setBusy(true);
    setProblem(null);
    try {
      const response = await postAuth("callback/password", { email, password });
      if (response.ok) onSignedIn();
      else setProblem(((await response.json()) as { message: string }).message);
    } catch {
      setProblem("The server could not be reached. Check your connection, then try again.");
    }
    setBusy(false);
  }

  return (
    <Modal opened={opened} onClose={onClose} title="Sign in again" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} method="post">
        <Stack gap="md">
          {problem !== null && <ProblemNote>{problem}</ProblemNote>}
          <Text size="sm">as {email}</Text>
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
          />
          <Button type="submit" loading={busy}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
