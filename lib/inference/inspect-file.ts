import { once } from "node:events";
import { closeSync, fstatSync, openSync } from "node:fs";
import type { ClassNames } from "@/lib/inference/onnx/class-labels";
import type { InspectionReply, InspectionRequest } from "@/lib/inference/onnx/inspect-child";
import { startLimited } from "@/lib/inference/onnx/limited-process";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import type { Repair } from "@/lib/inference/onnx/repair-plan";

/** Run as it is by Node, never bundled, so it is found from the project's root. */
const program = "lib/inference/onnx/inspect-child.ts";

const megabyte = 1024 * 1024;
const seconds = 60;

export type InspectedFile =
  | {
      ok: true;
      repairs: Repair[];
      /** The repaired file has been written; where nothing was to be repaired there is none. */
      rewritten: boolean;
      /** Lists in the file that may name its classes, the surest first. */
      classNames: ClassNames[];
      /** The names of a vector's places, where the file has them. */
      featureNames: string[] | null;
      /** Some of its numbers are in bfloat16. */
      bfloat16: boolean;
    }
  /** A sentence for people: what is wrong with the file, and what to do. */
  | { ok: false; message: string };

/**
 * Takes a model file apart in a process of its own: is it ONNX, is it safe to load, what must be repaired, what does it
 * know about its classes. The repaired file is written to `repairedPath`, which must not exist. `columns` are what it was
 * trained on, if that is known.
 */
export async function inspectFile(
  path: string,
  repairedPath: string,
  { columns, onStep }: { columns: readonly TrainingColumn[]; onStep: (step: "read" | "checked") => void },
): Promise<InspectedFile> {
  const original = openSync(/* turbopackIgnore: true */ path, "r");
  const repaired = openSync(/* turbopackIgnore: true */ repairedPath, "wx", 0o600);
  const { size } = fstatSync(original);
  const known = columns.reduce((sum, { values }) => sum + values.byteLength, 0);
  const limits = {
    memoryBytes: 384 * megabyte + 3 * size + 4 * known,
    cpuSeconds: seconds,
    fileBytes: size + megabyte,
  };
  let found: InspectedFile | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const child = startLimited(program, [], limits, ["ipc", original, repaired]);
    timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.stderr?.resume();
    // An error given to the callback means that the process is going, which is seen below.
    child.send({ columns } satisfies InspectionRequest, () => {});
    child.on("message", (message) => {
      const reply = message as InspectionReply;
      if (reply.kind === "step") onStep(reply.step);
      else found = reply.kind === "refused" ? { ok: false, message: reply.message } : { ok: true, ...reply };
    });
    // What was sent before the end may still be in the channel at `exit`.
    await Promise.all([once(child, "exit"), once(child, "disconnect")]);
  } finally {
    clearTimeout(timer);
    closeSync(original);
    closeSync(repaired);
  }
  const message = `Reading this file took more memory or time than a model of its size may need (${seconds} seconds). It is damaged, or made to do harm.`;
  return found ?? { ok: false, message };
}
