import { Loader, Progress, Text, VisuallyHidden } from "@mantine/core";
import classes from "@/components/models/upload/upload.module.css";
import { type ShownStep, shownSteps, type UploadState } from "@/components/models/upload/upload-state";
import { shareText } from "@/components/ui/figure-text";

const titles: Record<ShownStep["name"], string> = {
  sent: "Sent",
  received: "Received",
  read: "Read",
  checked: "Checked",
  repaired: "Repaired",
  loaded: "Loaded",
  proposed: "Mapping proposed",
};

/** What is happening while nothing has been said of it. */
const doing: Record<ShownStep["name"], string> = {
  sent: "The file is on its way.",
  received: "The server writes the file down.",
  read: "Is it an ONNX model, and whole?",
  checked: "Would it read or run anything that it must not?",
  repaired: "Are there things that real exports get wrong?",
  loaded: "It is loaded in a process of its own.",
  proposed: "Its inputs and outputs are held against the use case, and it is tried out.",
};

const stateText: Record<ShownStep["state"], string> = {
  done: "done",
  now: "under way",
  waiting: "to come",
};

/** The way of an upload, step by step. What changes is read out to those who do not see it. */
export function UploadSteps({ upload }: { upload: UploadState }) {
  const steps = shownSteps(upload);
  const latest = steps.findLast(({ state }) => state === "done");
  return (
    <>
      <ol className={classes.steps} aria-label="Steps">
        {steps.map(({ name, state, message }) => (
          <li key={name} className={classes.step} data-state={state}>
            <span className={classes.sign} aria-hidden="true">
              <Sign state={state} />
            </span>
            <Text component="span" size="sm" fw={state === "waiting" ? 400 : 550}>
              {titles[name]}
              <VisuallyHidden>, {stateText[state]}</VisuallyHidden>
            </Text>
            <Text component="div" size="sm">
              {state === "now" ? doing[name] : message}
              {state === "now" && name === "sent" && (
                <>
                  {" "}
                  <span className="numbers">{shareText(upload.sent)}</span>
                  <Progress
                    className={classes.bar ?? ""}
                    value={upload.sent * 100}
                    color="ink"
                    size="sm"
                    aria-label="How much of the file has been sent"
                  />
                </>
              )}
            </Text>
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">
        {latest !== undefined && `${titles[latest.name]}: ${latest.message || stateText[latest.state]}`}
      </VisuallyHidden>
    </>
  );
}

function Sign({ state }: { state: ShownStep["state"] }) {
  if (state === "now") return <Loader size={14} color="gray" />;
  const path = state === "done" ? "M3 8.5l3.5 3.5L13 4.5" : "M6.5 8h3";
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d={path} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
