// A program of its own, run by bare Node as those that handle models are: tries what they must not be able to do.
import { spawnSync } from "node:child_process";
import { readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { enterLimits } from "../../lib/inference/onnx/enter-limits.ts";

const [task = "", ...args] = enterLimits();

function attempt(action: () => unknown): string {
  try {
    return String(action());
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function reach(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve("connected"));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
  });
}

const tasks: Record<string, () => Promise<unknown>> = {
  look: async () => ({
    environment: Object.keys(process.env).sort(),
    read: attempt(() => readFileSync(args[0] ?? "").length),
    write: attempt(() => writeFileSync(`${tmpdir()}/countersign-probe`, "x")),
    start: attempt(() => spawnSync("true").status),
    network: await reach(Number(args[1])),
    given: attempt(() => {
      const bytes = new Uint8Array(8);
      return new TextDecoder().decode(bytes.subarray(0, readSync(4, bytes)));
    }),
  }),
  hoard: async () => {
    const hoard: Uint8Array[] = [];
    for (;;) {
      hoard.push(new Uint8Array(8 * 1024 * 1024).fill(1));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  wait: async () => {
    setTimeout(() => {}, 60_000);
    process.send?.("ready");
    await new Promise(() => {});
  },
  spin: async () => {
    for (;;);
  },
  write: async () => attempt(() => writeSync(4, new Uint8Array(Number(args[0])))),
};

const found = await tasks[task]?.();
process.send?.(found, () => process.exit(0));
