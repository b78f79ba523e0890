"use client";
import { useEffect, useRef, useState } from "react";
import type { SettleActions } from "@/components/disagreements/settle-actions";

const renewMs = 60_000;

/**
 * Holds the disagreement's item while its page is open, and lets go of it when the page is left; not where it was settled
 * (`done`). `wanted`: nothing keeps this person from settling it. `refused` says why somebody else was faster; null: nobody was.
 */
export function useHold(disagreementId: string, wanted: boolean, actions: SettleActions) {
  const [refused, setRefused] = useState<string | null>(null);
  const settled = useRef(false);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    if (!wanted) return;
    let left = false;
    let timer: ReturnType<typeof setInterval> | undefined;
    latest.current
      .take({ disagreementId })
      .then((answer) => {
        if (left) return;
        if (!answer.ok) return setRefused(answer.error.message);
        const { useCaseId, reviewId } = answer.result;
        // What does not get through now is sent again in a minute; the lease is five.
        const renew = () => latest.current.renew({ useCaseId, reviewIds: [reviewId] }).catch(() => undefined);
        timer = setInterval(renew, renewMs);
      })
      .catch(() => {
        const message = "The server could not be reached. Check your connection, then reload the page.";
        if (!left) setRefused(message);
      });
    return () => {
      left = true;
      clearInterval(timer);
      if (!settled.current) latest.current.leave({ disagreementId }).catch(() => undefined);
    };
  }, [disagreementId, wanted]);

  return {
    refused,
    done: () => {
      settled.current = true;
    },
  };
}
