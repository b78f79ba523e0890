"use client";
import { useEffect, useState } from "react";
import classes from "@/components/engine/badges.module.css";
import { ModeBadge } from "@/components/engine/mode-badge";
import { listen } from "@/components/ui/live-line";
import { type Mode, modeSchema } from "@/lib/engine/mode";

interface ModeInForceProps {
  useCaseId: string;
  mode: Mode;
  halted: boolean;
  /** `Date.now()` on the server, before it read what the page says. */
  madeAt: number;
}

/** Who decides now, at the head of a use case's pages: heard of at once, before the page has been read anew. */
export function ModeInForce({ useCaseId, mode, halted, madeAt }: ModeInForceProps) {
  const [firstMadeAt] = useState(madeAt);
  const [heard, setHeard] = useState<{ mode: Mode; halted: boolean; heardAt: number } | null>(null);

  useEffect(
    () =>
      listen(({ inForce, ...change }) => {
        const told = modeSchema.safeParse(inForce?.mode);
        if (inForce === undefined || !told.success || change.useCaseId !== useCaseId) return;
        setHeard({ ...inForce, mode: told.data });
      }, firstMadeAt),
    [useCaseId, firstMadeAt],
  );

  // What was heard counts until the page has been read later than that: a page on its way may be of the time before.
  const now = heard !== null && heard.heardAt >= madeAt ? heard : { mode, halted };
  // While it is halted the rung counts for nothing.
  if (now.halted) return <span className={`${classes.badge} ${classes.halted}`}>Halted</span>;
  return <ModeBadge mode={now.mode} />;
}
