"use client";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { PolicyActions, PreviewSize } from "@/components/policies/policy-actions";
import type { ActionError } from "@/lib/access/server-action";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Problem } from "@/lib/platform/errors";
import type { PolicyPreview } from "@/lib/policies/preview-policy";

/** What is known about settings: the figures, or why there are none. */
export interface Previewed {
  /** The latest figures; null before the first. */
  preview: PolicyPreview | null;
  /** The figures belong to settings that were changed since. */
  stale: boolean;
  busy: boolean;
  /** Figures take long here, so they are counted on demand. */
  onDemand: boolean;
  /** What the server finds wrong with these settings. */
  problems: readonly Problem[];
  error: ActionError | null;
  run: () => void;
}

const pauseMs = 400;
/** What takes longer is not asked for with every key that is pressed. */
const slowMs = 300;

const unreachable: ActionError = {
  code: "unavailable",
  message: "The server could not be reached, so there is no preview.",
  problems: [],
};

interface Answer {
  /** The settings and number of items that it is about. */
  about: string;
  preview: PolicyPreview | null;
  error: ActionError | null;
}

/** Asks for the preview of these settings as they change; null: they are not valid yet, and it waits. */
export function usePreview(
  action: PolicyActions["preview"],
  useCaseId: string,
  settings: PolicySettings | null,
  items: PreviewSize,
): Previewed {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [tookMs, setTookMs] = useState(0);
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);
  const about = settings === null ? null : JSON.stringify([settings, items]);
  const onDemand = tookMs > slowMs;

  async function ask(wanted: PolicySettings, question: string) {
    latest.current += 1;
    const turn = latest.current;
    setBusy(true);
    const said = await action({ useCaseId, settings: wanted, items }).catch(() => null);
    // Another question was put meanwhile; its answer counts.
    if (turn !== latest.current) return;
    setBusy(false);
    if (said?.ok) setTookMs(said.result.tookMs);
    setAnswer((former) => ({
      about: question,
      preview: said?.ok ? said.result.preview : (former?.preview ?? null),
      error: said?.ok ? null : (said?.error ?? unreachable),
    }));
  }

  const run = () => {
    if (settings !== null && about !== null) ask(settings, about);
  };
  const askNow = useEffectEvent(run);

  const known = about !== null && answer?.about === about;
  useEffect(() => {
    if (about === null || known || (onDemand && answer !== null)) return;
    const timer = setTimeout(() => askNow(), answer === null ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [about, known, onDemand, answer]);

  return {
    preview: answer?.preview ?? null,
    stale: !known || answer?.error !== null,
    busy,
    onDemand: onDemand && !known,
    problems: known ? (answer?.error?.problems ?? []) : [],
    error: known ? (answer?.error ?? null) : null,
    run,
  };
}
