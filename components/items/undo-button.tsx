"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";

interface UndoButtonProps<Input> {
  undo: (input: Input) => Promise<ActionResult<unknown>>;
  input: Input;
  /** Seconds in which it can still be done. */
  left: number;
  /** Called when it has been taken back. */
  undone?: () => void;
}

/** Takes back what was just decided. */
export function UndoButton<Input>({ undo, input, left, undone }: UndoButtonProps<Input>) {
  const router = useRouter();
  const { run, busy, error } = useAction(undo);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={busy}
        onClick={async () => {
          const answer = await run(input);
          if (answer.ok) undone?.();
          router.refresh();
        }}
      >
        Undo ({left} s)
      </Button>
      <FormProblem error={error} />
    </>
  );
}
