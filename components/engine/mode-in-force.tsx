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
  /** `Date.now()` where the server makes the page. */
  madeAt: number;
}

/** Who decides now, at the head of a use case's pages: heard of at once, before the page has been read anew. */
export function ModeInForce({ useCaseId, mode, halted, madeAt }: ModeInForceProps) {
  const [firstMadeAt] = useState(madeAt);
  const page = `${mode} ${halted}`;
  const [heard, setHeard] = useState<{ mode: Mode; halted: boolean; page: string } | null>(null);

  useEffect(
    () =>
      listen(({ inForce, ...change }) => {
        const told = modeSchema.safeParse(inForce?.mode);
        if (inForce === undefined || !told.success || change.useCaseId !== useCaseId) return;
        setHeard({ mode: told.data, halted: inForce.halted, page });
      }, firstMadeAt),
    [useCaseId, page, firstMadeAt],
  );

  // What was heard counts until the page itself says something else than it did then.
  const now = heard?.page === page ? heard : { mode, halted };
  // While it is halted the rung counts for nothing.
  if (now.halted) return <span className={`${classes.badge} ${classes.halted}`}>Halted</span>;
  return <ModeBadge mode={now.mode} />;
}
