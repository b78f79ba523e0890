import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync } from "node:fs";
import type { Socket } from "node:net";
import { FrameReader } from "@/lib/inference/onnx/frames";
import { startLimited } from "@/lib/inference/onnx/limited-process";
import { outOfMemory } from "@/lib/inference/onnx/out-of-memory";
import {
  type ChildReply,
  type ChildRequest,
  KnownTexts,
  packRequest,
  unpackReply,
} from "@/lib/inference/onnx/protocol";

/** Run as it is by Node, never bundled, so it is found from the project's root. */
const program = "lib/inference/onnx/child.ts";

/** In bytes. 256 rows of 1,000 classes are 2 MB; the rest is for what a model says about its tensors. */
const longestReply = 16 * 1024 * 1024;

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
  readonly #channel: Socket;
  readonly #exchanges: Exchange[] = [];
  readonly #texts = new KnownTexts();
  #timer: NodeJS.Timeout | undefined;
  #timedOut = false;
  #gone = false;
  #lastWords = "";

  /** @throws Error with a sentence for people where it cannot be started. */
  constructor(path: string, memoryLimitBytes: number) {
    try {
      this.#process = start(path, memoryLimitBytes);
    } catch (cause) {
      throw new Error("No process could be started for the model on this machine.", { cause });
    }
    this.#process.unref();
    this.#process.on("error", () => this.#end());
    // Only now are all replies and last words here that were written before the end.
    this.#process.on("close", () => this.#end());
    this.#channel = this.#process.stdio[3] as Socket;
    const frames = new FrameReader(longestReply);
    this.#channel.on("data", (piece: Buffer) => this.#receive(frames, piece));
    const errors = this.#process.stderr as Socket;
    errors.on("data", (piece: Buffer) => {
      this.#lastWords = (this.#lastWords + piece.toString()).slice(-2000);
    });
    for (const stream of [this.#channel, errors]) {
      // The process is going; its end is reported above.
      stream.on("error", () => {});
      stream.unref();
    }
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** @throws ChildLost */
  request(request: ChildRequest, limitMs: number): Promise<ChildReply> {
    return new Promise((resolve, reject) => {
      if (!this.#gone) this.#channel.write(packRequest(request, this.#texts));
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
    if (this.#gone) return;
    this.#process.ref();
    const timer = setTimeout(() => this.kill(), stopLimitMs);
    const close = once(this.#process, "close");
    this.#channel.end();
    await close;
    clearTimeout(timer);
  }

  #receive(frames: FrameReader, piece: Uint8Array): void {
    try {
      for (const frame of frames.read(piece)) {
        const reply = unpackReply(frame);
        clearTimeout(this.#timer);
        const exchange = this.#exchanges.shift();
        if (exchange === undefined) throw new Error("Nothing was asked.");
        exchange.resolve(reply);
        if (this.#exchanges.length > 0) this.#startTimer();
      }
    } catch {
      // No program of ours talks like that.
      this.#channel.destroy();
      this.kill();
    }
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

  #end(): void {
    this.#gone = true;
    clearTimeout(this.#timer);
    const reason = this.#timedOut ? "timeout" : "crash";
    const message = this.#timedOut ? "The model did not answer in time." : explainEnd(this.#process, this.#lastWords);
    this.#exchanges.splice(0).forEach((exchange, index) => {
      exchange.reject(new ChildLost(message, { reason, inTurn: index === 0, lastWords: this.#lastWords.trim() }));
    });
  }
}

/** The process gets the open file: it may open none itself. */
function start(path: string, memoryLimitBytes: number): ChildProcess {
  const artifact = openSync(/* turbopackIgnore: true */ path, "r");
  try {
    return startLimited(program, [], { memoryBytes: memoryLimitBytes + fstatSync(artifact).size }, ["pipe", artifact]);
  } finally {
    closeSync(artifact);
  }
}

/** Why a process ended that was not asked to, in a sentence. */
function explainEnd({ signalCode, exitCode }: ChildProcess, lastWords: string): string {
  if (signalCode === null) return `The model's process ended (exit code ${exitCode}).`;
  if (outOfMemory(lastWords)) return "The model needed more memory than it may have, and its process was ended.";
  return `The model's process was ended (${signalCode}).`;
}
