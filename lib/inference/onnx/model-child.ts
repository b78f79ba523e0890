import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync } from "node:fs";
import type { Socket } from "node:net";
import { startLimited } from "@/lib/inference/onnx/limited-process";
import type { ChildReply, ChildRequest } from "@/lib/inference/onnx/protocol";

/** Run as it is by Node, never bundled, so it is found from the project's root. */
const program = "lib/inference/onnx/child.ts";

const stopLimitMs = 1000;
/** A timer that comes later than this says that our own process was busy, not that the child is slow. */
const latenessMs = 100;

/** The child process is gone. `inTurn`: while it worked on this very request, rather than on an earlier one. */
export class ChildLost extends Error {
  readonly reason: "timeout" | "crash";
  readonly inTurn: boolean;
  /** What the process wrote last on its standard error, for the log. */
  readonly lastWords: string;

  constructor(message: string, { reason, inTurn, lastWords }: Pick<ChildLost, "reason" | "inTurn" | "lastWords">) {
    super(message);
    this.name = "ChildLost";
    this.reason = reason;
    this.inTurn = inTurn;
    this.lastWords = lastWords;
  }
}

interface Exchange {
  limitMs: number;
  resolve(reply: ChildReply): void;
  reject(error: ChildLost): void;
}

/**
 * A child process that holds one model. Requests are answered in order; the first in line has `limitMs` of wall-clock
 * time, then the process is killed. It keeps no one alive: only an open request does, by its timer.
 */
export class ModelChild {
  readonly #process: ChildProcess;
  readonly #exchanges: Exchange[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timedOut = false;
  #gone = false;
  #lastWords = "";

  /** @throws Error where the artifact cannot be read. */
  constructor(path: string, memoryLimitBytes: number) {
    // The process gets the open file: it may open none itself.
    const artifact = openSync(/* turbopackIgnore: true */ path, "r");
    try {
      const memoryBytes = memoryLimitBytes + fstatSync(artifact).size;
      this.#process = startLimited(program, [], { memoryBytes }, ["ipc", artifact]);
    } finally {
      closeSync(artifact);
    }
    this.#process.on("message", (reply) => this.#receive(reply as ChildReply));
    this.#process.on("error", () => this.#end());
    // Replies sent before the end are still in the channel at `exit`, and at `disconnect` the signal is not known yet.
    this.#process.on("exit", () => this.#process.connected || this.#end());
    this.#process.on("disconnect", () => this.#exited() && this.#end());
    const errors = this.#process.stderr as Socket | null;
    errors?.on("data", (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-2000);
    });
    errors?.unref();
    this.#process.channel?.unref();
    this.#process.unref();
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** @throws ChildLost */
  request(request: ChildRequest, limitMs: number): Promise<ChildReply> {
    return new Promise((resolve, reject) => {
      // An error given to the callback means that the process is going; its end is reported by the events above.
      if (!this.#gone) this.#process.send(request, () => {});
      this.#exchanges.push({ limitMs, resolve, reject });
      if (this.#gone) this.#end();
      else if (this.#exchanges.length === 1) this.#startTimer();
    });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Lets the process finish what it was asked and give its model back; kills it if that takes over a second. */
  async stop(): Promise<void> {
    if (this.#gone || this.#exited()) return;
    this.#process.ref();
    const timer = setTimeout(() => this.kill(), stopLimitMs);
    const exit = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    await exit;
    clearTimeout(timer);
  }

  #receive(reply: ChildReply): void {
    clearTimeout(this.#timer);
    this.#exchanges.shift()?.resolve(reply);
    if (this.#exchanges.length > 0) this.#startTimer();
  }

  #startTimer(): void {
    const limitMs = this.#exchanges[0]?.limitMs ?? 0;
    const due = performance.now() + limitMs;
    this.#timer = setTimeout(() => {
      if (performance.now() - due < latenessMs) this.#timeOut();
      else this.#timer = setTimeout(() => this.#timeOut(), latenessMs);
    }, limitMs);
  }

  #timeOut(): void {
    this.#timedOut = true;
    this.kill();
  }

  #exited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #end(): void {
    this.#gone = true;
    clearTimeout(this.#timer);
    const reason = this.#timedOut ? "timeout" : "crash";
    const how = this.#process.signalCode ?? `exit code ${this.#process.exitCode}`;
    const message = this.#timedOut ? "The model did not answer in time." : `The model's process ended (${how}).`;
    this.#exchanges.splice(0).forEach((exchange, index) => {
      exchange.reject(new ChildLost(message, { reason, inTurn: index === 0, lastWords: this.#lastWords.trim() }));
    });
  }
}
