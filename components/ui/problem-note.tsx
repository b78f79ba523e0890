import { Alert } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/ui/problem-note.module.css";

/** What went wrong, read out at once by a screen reader. */
export function ProblemNote({ children }: { children: ReactNode }) {
  return (
    <Alert color="gray" role="alert" className={classes.note}>
      {children}
    </Alert>
  );
}
