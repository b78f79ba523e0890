import type { ActionError } from "@/lib/access/server-action";
import type { IntakeStep } from "@/lib/models/take-in-model";

type StepName = IntakeStep["step"];

/** What happens to a file once it is on its way, in order. */
const stepNames: readonly StepName[] = ["received", "read", "checked", "repaired", "loaded", "proposed"];

/** An upload from the form to the draft. Pure data: `reduceUpload` changes it. */
export interface UploadState {
  phase: "choosing" | "sending" | "working" | "done";
  /** How much of the file has gone out, 0 to 1. */
  sent: number;
  /** What the server has said so far. */
  steps: readonly IntakeStep[];
  /** Why it was not taken; `stoppedAt` says how far it came. */
  refusal: ActionError | null;
}

export type UploadAction =
  | { type: "started" }
  | { type: "sent"; share: number }
  | { type: "step"; step: IntakeStep }
  | { type: "refused"; error: ActionError }
  | { type: "cancelled" }
  | { type: "finished" };

export const noUpload: UploadState = { phase: "choosing", sent: 0, steps: [], refusal: null };

export function reduceUpload(state: UploadState, action: UploadAction): UploadState {
  switch (action.type) {
    case "started":
      return { ...noUpload, phase: "sending" };
    case "sent":
      return state.phase === "sending" ? { ...state, sent: Math.max(state.sent, action.share) } : state;
    case "step":
      // What the server says, it says of the whole file.
      return { ...state, phase: "working", sent: 1, steps: [...state.steps, action.step] };
    case "refused":
      return { ...state, phase: "choosing", refusal: action.error };
    case "cancelled":
      return noUpload;
    case "finished":
      return { ...state, phase: "done", sent: 1 };
  }
}

export interface ShownStep {
  name: "sent" | StepName;
  state: "done" | "now" | "waiting";
  /** What was found. */
  message: string;
}

/** The way of a file, step by step, as far as it has come. */
export function shownSteps({ phase, sent, steps }: UploadState): ShownStep[] {
  const done = new Map(steps.map(({ step, message }) => [step, message]));
  const arrived = phase === "working" || phase === "done" || steps.length > 0 || sent === 1;
  const names = ["sent", ...stepNames] as const;
  const isDone = (name: ShownStep["name"]) => (name === "sent" ? arrived : done.has(name));
  const current = names.find((name) => !isDone(name));
  return names.map((name): ShownStep => {
    if (isDone(name)) return { name, state: "done", message: name === "sent" ? "" : (done.get(name) ?? "") };
    return { name, state: name === current ? "now" : "waiting", message: "" };
  });
}

/** The step that a refused file did not pass; null where the server had not begun with it. */
export function stoppedAt(upload: UploadState): ShownStep["name"] | null {
  if (upload.refusal === null || upload.steps.length === 0) return null;
  return shownSteps(upload).find(({ state }) => state === "now")?.name ?? null;
}
