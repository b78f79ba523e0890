"use client";
import { useEffect, useState } from "react";
import type { DraftActions, TrialInput } from "@/components/models/draft/draft-actions";
import type { ActionError } from "@/lib/access/server-action";
import type { TriedModel } from "@/lib/models/try-model-draft";

/** Long enough that nothing is asked between two letters. */
const pauseMs = 350;

const unreachable: ActionError = {
  code: "unavailable",
  message: "The server could not be reached. Check your connection; the next change asks again.",
  problems: [],
};

export interface LiveTrial {
  /** The latest answer; it stays while the next one is on its way. */
  tried: TriedModel | null;
  error: ActionError | null;
  busy: boolean;
}

/** Tries a model out whenever what is asked changes (null: nothing), a little later; only the latest answer counts. */
export function useLiveTrial(tryOut: DraftActions["tryOut"], asked: TrialInput | null): LiveTrial {
  const [trial, setTrial] = useState<LiveTrial>({ tried: null, error: null, busy: asked !== null });
  const text = asked === null ? null : JSON.stringify(asked);
  useEffect(() => {
    if (text === null) return setTrial((former) => ({ ...former, busy: false }));
    let outdated = false;
    setTrial((former) => ({ ...former, busy: true }));
    const timer = setTimeout(async () => {
      const answer = await tryOut(JSON.parse(text)).catch(() => ({ ok: false as const, error: unreachable }));
      if (outdated) return;
      const { tried, error } = answer.ok ? { tried: answer.result, error: null } : { tried: null, error: answer.error };
      setTrial({ tried, error, busy: false });
    }, pauseMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [text, tryOut]);
  return trial;
}
