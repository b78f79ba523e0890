import { Anchor, Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/review/desk-notice.module.css";
import type { DeskState } from "@/components/review/desk-state";
import type { DeskHandle } from "@/components/review/use-desk";

type Trouble = Exclude<DeskState["connection"], "fine">;

/** What keeps the desk from working, and what happened to an item: a sentence each, and what to do. */
export function DeskNotice({ handle }: { handle: DeskHandle }) {
  const { state, retry, dispatch } = handle;
  const { connection, message } = state;
  const unsent = state.steps.filter((step) => step.state === "sending").length;
  return (
    <div className={classes.notices}>
      {connection !== "fine" && (
        <Notice action={<TroubleAction trouble={connection} retry={retry} />}>
          {troubleText(connection)} {unsent > 0 && unsentText(unsent)}
        </Notice>
      )}
      {message !== null && (
        <Notice
          action={
            <Button variant="default" size="compact-sm" onClick={() => dispatch({ type: "message_read" })}>
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
    </div>
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
      return "The server cannot be reached. Go on with this item; what you choose and write is sent when it answers again.";
    case "signed_out":
      return "You are signed out. Sign in again in the new tab and come back: everything here is kept.";
    case "outdated":
      return "Countersign was updated while this page was open. Reload it; what you saved is kept.";
  }
}

function unsentText(count: number): string {
  return count === 1 ? "One verdict waits to be sent." : `${count} verdicts wait to be sent.`;
}

function TroubleAction({ trouble, retry }: { trouble: Trouble; retry: () => void }) {
  if (trouble === "signed_out") {
    return (
      <Anchor href="/signin?next=/review" target="_blank" underline="always">
        Sign in
      </Anchor>
    );
  }
  const reload = trouble === "outdated";
  return (
    <Button variant="default" size="compact-sm" onClick={() => (reload ? window.location.reload() : retry())}>
      {reload ? "Reload" : "Try now"}
    </Button>
  );
}
