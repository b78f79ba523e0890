import type { ActionResult } from "@/lib/access/server-action";
import type { IntakeStep } from "@/lib/models/take-in-model";

export type UploadAnswer = ActionResult<{ draftId: string }>;

/**
 * Reads an answer that comes line by line: whatever has arrived goes in, again and again; each whole line is told once.
 * Lines that are none of ours (a proxy's page) are passed over.
 */
export function readAnswerLines(onStep: (step: IntakeStep) => void, onAnswer: (answer: UploadAnswer) => void) {
  let read = 0;
  return (text: string, ended: boolean) => {
    const until = ended ? text.length : text.lastIndexOf("\n") + 1;
    const lines = text.slice(read, until).split("\n");
    read = Math.max(read, until);
    for (const line of lines) {
      const said = parseLine(line);
      if (said === null) continue;
      if ("step" in said) onStep(said);
      else onAnswer(said);
    }
  };
}

function parseLine(line: string): IntakeStep | UploadAnswer | null {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== "object" || said === null) return null;
    return "step" in said || "ok" in said ? (said as IntakeStep | UploadAnswer) : null;
  } catch {
    return null;
  }
}
