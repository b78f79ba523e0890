import { Button } from "@mantine/core";
import { countText } from "@/components/review/count-text";
import classes from "@/components/review/desk.module.css";
import { KeyHint } from "@/components/ui/key-hint";
import type { QueueCounts } from "@/lib/review/queue-view";

interface DeskHeadProps {
  title: string;
  counts: QueueCounts;
  guidelineKey: string;
  onGuideline: () => void;
  onKeys: () => void;
}

/** What one works on, and what is overdue there. */
export function DeskHead({ title, counts, guidelineKey, onGuideline, onKeys }: DeskHeadProps) {
  const { waiting, overdue } = counts;
  return (
    <header className={classes.head}>
      <h1 className={classes.name}>{title}</h1>
      <span className={`${classes.waiting} numbers`}>{countText(waiting)} waiting</span>
      {overdue > 0 && <span className={`${classes.overdue} numbers`}>{countText(overdue)} overdue</span>}
      <div className={classes.tools}>
        <Button variant="subtle" color="gray" size="compact-md" onClick={onGuideline}>
          Guideline
          <span className={classes.hint}>
            <KeyHint>{guidelineKey.toUpperCase()}</KeyHint>
          </span>
        </Button>
        <Button variant="subtle" color="gray" size="compact-md" className={classes.keys} onClick={onKeys}>
          Keys
          <span className={classes.hint}>
            <KeyHint>?</KeyHint>
          </span>
        </Button>
      </div>
    </header>
  );
}
