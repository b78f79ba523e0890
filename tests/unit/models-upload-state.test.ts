import { describe, expect, it } from "vitest";
import { modelName } from "@/components/models/upload/model-name";
import { readAnswerLines } from "@/components/models/upload/read-answer-lines";
import {
  noUpload,
  reduceUpload,
  shownSteps,
  stoppedAt,
  type UploadAction,
} from "@/components/models/upload/upload-state";

const run = (...actions: UploadAction[]) => actions.reduce(reduceUpload, noUpload);
const step = (name: "received" | "read", message: string): UploadAction => ({
  type: "step",
  step: { step: name, message },
});
const stateOf = (...actions: UploadAction[]) => shownSteps(run(...actions)).map(({ state }) => state);

describe("an upload", () => {
  it("goes out, and then the server says how far it is", () => {
    expect(stateOf({ type: "started" }, { type: "sent", share: 0.4 })[0]).toBe("now");
    expect(stateOf({ type: "started" }, { type: "sent", share: 1 }).slice(0, 2)).toEqual(["done", "now"]);
    const states = stateOf({ type: "started" }, step("received", "There."), step("read", "ONNX."));
    expect(states).toEqual(["done", "done", "done", "now", "waiting", "waiting", "waiting"]);
  });

  it("never goes back in what has gone out", () => {
    expect(run({ type: "started" }, { type: "sent", share: 0.6 }, { type: "sent", share: 0.5 }).sent).toBe(0.6);
  });

  it("shows where it was refused and why, and can be started anew", () => {
    const error = { code: "invalid_model", message: "This is a pickle.", problems: [] } as const;
    const refused = run({ type: "started" }, step("received", "There."), { type: "refused", error });
    expect(refused.phase).toBe("choosing");
    expect(stoppedAt(refused)).toBe("read");
    expect(stoppedAt(run({ type: "started" }, { type: "refused", error }))).toBeNull();
    expect(reduceUpload(refused, { type: "started" })).toMatchObject({ phase: "sending", refusal: null, steps: [] });
  });

  it("forgets all when it is cancelled", () => {
    expect(run({ type: "started" }, step("received", "There."), { type: "cancelled" })).toEqual(noUpload);
  });
});

describe("an answer in lines", () => {
  it("is read however it is cut, each line once, and what is none of ours is passed over", () => {
    const text =
      '{"step":"received","message":"a"}\n<html>\n{"step":"read","message":"b"}\n{"ok":true,"result":{"draftId":"d"}}\n';
    for (let size = 1; size < text.length; size += 7) {
      const said: unknown[] = [];
      const read = readAnswerLines(
        ({ message }) => said.push(message),
        (answer) => said.push(answer),
      );
      for (let end = size; end < text.length; end += size) read(text.slice(0, end), false);
      read(text, true);
      expect(said).toEqual(["a", "b", { ok: true, result: { draftId: "d" } }]);
    }
  });

  it("needs no line break at its end", () => {
    const said: unknown[] = [];
    readAnswerLines(
      () => {},
      (answer) => said.push(answer),
    )('{"ok":false,"error":{}}', true);
    expect(said).toHaveLength(1);
  });
});

describe("a model's name", () => {
  it.each([
    ["income-boosted.onnx", "Income boosted"],
    ["Rings_v2 (final).ONNX", "Rings v2 (final)"],
    ["model-2026-03-01.onnx", "Model-2026-03-01"],
    [".onnx", ""],
  ])("of %s is proposed as %s", (file, name) => {
    expect(modelName(file)).toBe(name);
  });
});
