import classes from "@/components/ui/key-hint.module.css";

/** A key of the keyboard, as a hint beside what it does. */
export function KeyHint({ children }: { children: string }) {
  return <kbd className={classes.key}>{children}</kbd>;
}
