"use client";
import { Button, Divider, PasswordInput, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { useRef, useState } from "react";
import { postAuth } from "@/components/access/auth-client";
import classes from "@/components/access/sign-in-form.module.css";
import { BrandMark } from "@/components/shell/brand";
import { ProblemNote } from "@/components/ui/problem-note";

interface SignInFormProps {
  /** A path of this site. */
  leadsTo: string;
  /** The provider sent somebody back whom we could not let in. */
  refused: boolean;
  oidcName: string | null;
  demoAccounts: readonly { email: string; password: string; role: string }[];
}

const lost = "The server could not be reached. Check your connection, then try again.";

const refusal = (oidcName: string | null) =>
  oidcName === null
    ? "You could not be signed in. Please try again."
    : `${oidcName} could not sign you in here. The account there needs a verified e-mail address, and must not be disabled here. Ask an admin.`;

/**
 * Signing in by e-mail and password, or by the provider where there is one. The fields keep what they hold by
 * themselves and the form has an action: what is typed or sent before the page has come alive is not lost.
 */
export function SignInForm({ leadsTo, refused, oidcName, demoAccounts }: SignInFormProps) {
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const [lastEmail, setLastEmail] = useState("");
  const [busy, setBusy] = useState<"password" | "oidc" | null>(null);
  const [problem, setProblem] = useState<string | null>(refused ? refusal(oidcName) : null);

  async function signInByPassword(typed: FormData) {
    const email = String(typed.get("email"));
    setBusy("password");
    setProblem(null);
    setLastEmail(email);
    try {
      const response = await postAuth("callback/password", { email, password: String(typed.get("password")) });
      // A whole new page: everything on it depends on who is signed in.
      if (response.ok) return window.location.assign(leadsTo);
      setProblem(((await response.json()) as { message: string }).message);
    } catch {
      setProblem(lost);
    }
    setBusy(null);
    passwordField.current?.focus();
  }

  function fillIn({ email, password }: { email: string; password: string }) {
    if (emailField.current !== null) emailField.current.value = email;
    if (passwordField.current !== null) passwordField.current.value = password;
    submitButton.current?.focus();
  }

  async function signInByProvider() {
    setBusy("oidc");
    try {
      const response = await postAuth("signin/oidc", { callbackUrl: leadsTo });
      window.location.assign(((await response.json()) as { url: string }).url);
    } catch {
      setProblem(lost);
      setBusy(null);
    }
  }

  return (
    <div className={classes.page}>
      <div className={classes.card}>
        <Stack gap={6} align="center" ta="center" mb="xl">
          <BrandMark size={40} />
          <Title order={1} mt={4}>
            Countersign
          </Title>
          <Text c="dimmed">Decisions by models and people, all on record.</Text>
        </Stack>
        <form action={signInByPassword}>
          <Stack gap="md">
            {problem !== null && <ProblemNote>{problem}</ProblemNote>}
            <TextInput
              label="E-mail"
              type="email"
              name="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              ref={emailField}
              defaultValue={lastEmail}
            />
            <PasswordInput
              label="Password"
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              ref={passwordField}
            />
            <Button ref={submitButton} type="submit" fullWidth loading={busy === "password"} disabled={busy === "oidc"}>
              Sign in
            </Button>
          </Stack>
        </form>
        {oidcName !== null && (
          <>
            <Divider label="or" my="md" />
            <Button variant="default" fullWidth onClick={signInByProvider} loading={busy === "oidc"}>
              Continue with {oidcName}
            </Button>
          </>
        )}
        {demoAccounts.length > 0 && (
          <section className={classes.demo} aria-label="Demo accounts">
            <Text size="sm" c="dimmed">
              This is a demo. Choose whom to sign in as:
            </Text>
            <ul className={classes.accounts}>
              {demoAccounts.map((account) => (
                <li key={account.email}>
                  <UnstyledButton className={classes.account} onClick={() => fillIn(account)}>
                    <span className={classes.role}>{account.role}</span>
                    <span className={classes.email}>{account.email}</span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}
