import { Button } from "@mantine/core";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

interface EmptyQueueProps {
  /** Verdicts of this session. */
  decided: number;
  /** Items that the reviewer passed on and that nobody has taken since. */
  skipped: number;
  onUnskip: () => void;
}

/** Nothing waits: what happens next by itself, and what one can do. */
export function EmptyQueue({ decided, skipped, onUnskip }: EmptyQueueProps) {
  return (
    <EmptyState
      title="Nothing waits for you here"
      action={
        <>
          {skipped > 0 && (
            <Button onClick={onUnskip}>
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
      New items appear here by themselves.
    </EmptyState>
  );
}
