"use client";
import { Anchor, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import classes from "@/components/review/desk-notice.module.css";
import type { DeskState } from "@/components/review/desk-state";
import type { Reviewer } from "@/components/review/reviewer";
import { SignInAgain } from "@/components/review/sign-in-again";
import type { DeskHandle } from "@/components/review/use-desk";
import { KeyHint } from "@/components/ui/key-hint";

type Trouble = Exclude<DeskState["connection"], "fine">;

interface DeskNoticeProps {
  handle: DeskHandle;
  reviewer: Reviewer;
  onSignedIn: () => void;
}

/** What keeps the desk from working, and what happened to an item: a sentence each, and what to do. */
export function DeskNotice({ handle, reviewer, onSignedIn }: DeskNoticeProps) {
  const { state, retry, dispatch } = handle;
  const { connection, message } = state;
  const [signingIn, setSigningIn] = useState(false);
  const unsent = state.steps.filter((step) => step.state === "sending").length;
  function signedIn() {
    setSigningIn(false);
    retry();
    onSignedIn();
  }
  return (
    <div className={classes.notices}>
      {connection !== "fine" && (
        <Notice
          action={
            connection === "signed_out" ? (
              <SignInActions inPlace={reviewer.hasPassword} onSignIn={() => setSigningIn(true)} />
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => (connection === "outdated" ? window.location.reload() : retry())}
              >
                {connection === "outdated" ? "Reload" : "Try now"}
              </Button>
            )
          }
        >
          {troubleText(connection)} {unsent > 0 && unsentText(unsent)}
        </Notice>
      )}
      {message !== null && (
        <Notice
          action={
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => dispatch({ type: "message_read" })}
              rightSection={message.swapped === true && <KeyHint>Enter</KeyHint>}
            >
              All right
            </Button>
          }
        >
          {message.text}
          {message.note !== "" && (
            <>
              {" "}
              Your note was: <q>{message.note}</q>
            </>
          )}
        </Notice>
      )}
      <SignInAgain
        email={reviewer.email}
        opened={signingIn && connection === "signed_out"}
        onClose={() => setSigningIn(false)}
        onSignedIn={signedIn}
      />
    </div>
  );
}

function SignInActions({ inPlace, onSignIn }: { inPlace: boolean; onSignIn: () => void }) {
  return (
    <span className={classes.actions}>
      {inPlace && (
        <Button variant="default" size="compact-sm" onClick={onSignIn}>
          Sign in here
        </Button>
      )}
      <Anchor href="/signin?next=/review" target="_blank" underline="always" size="sm">
        Sign in in a new tab
      </Anchor>
    </span>
  );
}

function Notice({ action, children }: { action: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.notice} role="alert">
      <p>{children}</p>
      {action}
    </div>
  );
}

function troubleText(trouble: Trouble): string {
  switch (trouble) {
    case "lost":
      return "The server cannot be reached. Go on with this item; what you choose and write is kept here and sent when it answers again.";
    case "signed_out":
      return "You are signed out. Sign in again and go on: everything here is kept.";
    case "outdated":
      return "Countersign was updated while this page was open. Reload it; what you chose and wrote is kept.";
  }
}

function unsentText(count: number): string {
  return count === 1 ? "One verdict waits to be sent." : `${count} verdicts wait to be sent.`;
}
