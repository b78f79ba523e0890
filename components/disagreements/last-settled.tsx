"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import classes from "@/components/disagreements/last-settled.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

/** What was settled last, as long as it can be undone. */
interface LastSettled {
  useCaseId: string;
  reviewId: string;
  externalId: string;
  /** Where it is settled. */
  href: string;
  /** By this browser's clock. */
  undoUntil: number;
}

interface LastSettledHandle {
  remember: (settled: LastSettled) => void;
  undo: () => void;
}

const Context = createContext<LastSettledHandle>({ remember: () => {}, undo: () => {} });

/** Lets the page of a disagreement say what it has settled, and take it back from wherever one is by then. */
export function useLastSettled(): LastSettledHandle {
  return useContext(Context);
}

interface LastSettledProviderProps {
  undo: (input: { useCaseId: string; reviewId: string }) => Promise<ActionResult<null>>;
  children: ReactNode;
}

/** Keeps what was settled last across the pages of the queue, with the way to undo it. */
export function LastSettledProvider({ undo, children }: LastSettledProviderProps) {
  const router = useRouter();
  const [settled, setSettled] = useState<LastSettled | null>(null);
  const { run, busy, error, clear } = useAction(undo);

  useEffect(() => {
    if (settled === null || busy) return;
    const timer = setTimeout(() => setSettled(null), Math.max(0, settled.undoUntil - Date.now()));
    return () => clearTimeout(timer);
  }, [settled, busy]);

  const takeBack = useCallback(async () => {
    if (settled === null) return;
    const answer = await run({ useCaseId: settled.useCaseId, reviewId: settled.reviewId });
    if (!answer.ok) return;
    setSettled(null);
    router.push(settled.href);
    router.refresh();
  }, [settled, run, router]);

  const handle = useMemo(
    () => ({
      remember: (next: LastSettled) => {
        clear();
        setSettled(next);
      },
      undo: () => void takeBack(),
    }),
    [takeBack, clear],
  );
  return (
    <Context value={handle}>
      {children}
      <div className={classes.bar} role="status" data-shown={settled !== null || error !== null || undefined}>
        {settled !== null && (
          <>
            <span className={classes.text}>
              <strong>{settled.externalId}</strong> is settled.
            </span>
            <Button
              size="compact-sm"
              variant="default"
              loading={busy}
              onClick={handle.undo}
              rightSection={<KeyHint>U</KeyHint>}
            >
              Undo
            </Button>
          </>
        )}
        {error !== null && <span className={classes.text}>{error.message}</span>}
      </div>
    </Context>
  );
}
