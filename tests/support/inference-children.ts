import { readdirSync, readFileSync } from "node:fs";

/** The process ids of the models' child processes of this process, as Linux tells them. */
export function inferenceChildren(): number[] {
  return readdirSync(`/proc/self/task`)
    .flatMap((thread) => read(`/proc/self/task/${thread}/children`).split(" "))
    .filter((pid) => pid !== "" && read(`/proc/${pid}/cmdline`).includes("lib/inference/onnx/child.ts"))
    .map(Number);
}

export function isRunning(pid: number): boolean {
  const state = /\) (\w)/.exec(read(`/proc/${pid}/stat`))?.[1];
  return state !== undefined && state !== "Z";
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
