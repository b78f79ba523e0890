import { Button } from "@mantine/core";
import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { DeskHandle } from "@/components/review/use-desk";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import type { QueueCounts } from "@/lib/review/queue-view";

interface EmptyQueueProps {
  /** Verdicts of this session. */
  decided: number;
  counts: QueueCounts;
  useCaseIds: readonly string[];
  handle: DeskHandle;
  unskip: DeskActions["unskip"];
}

/** Nothing waits: what happens next by itself, and what one can do. */
export function EmptyQueue({ decided, counts, useCaseIds, handle, unskip }: EmptyQueueProps) {
  const { skipped, deferred } = counts;
  async function unskipAll() {
    for (const useCaseId of useCaseIds) {
      const answered = await callAction(unskip, { useCaseId, reviewId: null });
      if (answered.state === "again") return handle.dispatch({ type: "connection", connection: answered.connection });
    }
    handle.dispatch({ type: "unskipped_all" });
  }
  return (
    <EmptyState
      title="Nothing waits for you here"
      action={
        <>
          {skipped > 0 && (
            <Button onClick={unskipAll}>
              {skipped === 1 ? "Show the item that you skipped" : `Show the ${skipped} items that you skipped`}
            </Button>
          )}
          <ButtonLink href="/review" variant="default">
            Other queues
          </ButtonLink>
        </>
      }
    >
      {decided > 0 && `You have decided ${decided === 1 ? "one item" : `${decided} items`} since you came. `}
      {deferred > 0 && `${deferred === 1 ? "One item comes" : `${deferred} items come`} back that you put off. `}
      New items appear here by themselves.
    </EmptyState>
  );
}
