"use client";
import { opinionOf } from "@/components/review/desk-state";
import classes from "@/components/review/opinion-line.module.css";
import type { DeskHandle } from "@/components/review/use-desk";
import { KeyHint } from "@/components/ui/key-hint";

/** Asks another person for a second opinion on this item, and says whether one was asked for. It keeps its height. */
export function OpinionLine({ handle }: { handle: DeskHandle }) {
  const state = opinionOf(handle.state);
  const wanted = state !== "none" && handle.state.opinion?.wants !== "withdraw";
  return (
    <div className={classes.line}>
      <span className={classes.text} role="status">
        {wanted && (state === "kept" ? "Somebody gives a second opinion" : "Second opinion asked for")}
      </span>
      {!wanted && (
        <button type="button" className={classes.button} onClick={handle.askOpinion} disabled={state === "asking"}>
          Ask for a second opinion
          <span className={classes.key}>
            <KeyHint>O</KeyHint>
          </span>
        </button>
      )}
      {wanted && state !== "kept" && (
        <button type="button" className={classes.button} onClick={() => handle.undo()} disabled={state === "asking"}>
          Take it back
          <span className={classes.key}>
            <KeyHint>U</KeyHint>
          </span>
        </button>
      )}
    </div>
  );
}
