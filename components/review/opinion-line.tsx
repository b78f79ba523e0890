"use client";
import { opinionOf } from "@/components/review/desk-state";
import classes from "@/components/review/opinion-line.module.css";
import type { DeskHandle } from "@/components/review/use-desk";

/** Says that another person was asked for a second opinion on this item, and takes that back. Nothing otherwise. */
export function OpinionLine({ handle }: { handle: DeskHandle }) {
  const state = opinionOf(handle.state);
  const wanted = state !== "none" && handle.state.opinion?.wants !== "withdraw";
  return (
    <div className={classes.line} role="status">
      {wanted && (
        <>
          <span>{state === "kept" ? "Somebody gives a second opinion" : "Second opinion asked for"}</span>
          {state !== "kept" && (
            <button
              type="button"
              className={classes.button}
              onClick={() => handle.undo()}
              disabled={state === "asking"}
            >
              Take it back
            </button>
          )}
        </>
      )}
    </div>
  );
}
