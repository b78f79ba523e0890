import classes from "@/components/items/effect-note.module.css";

/** What a decision will do, line by line, while it is being filled in; `null`: not known yet. */
export function EffectNote({ lines }: { lines: readonly string[] | null }) {
  return (
    <div className={classes.note} aria-live="polite">
      <h3 className={classes.title}>What this does</h3>
      {lines === null ? (
        <p className={classes.empty}>Choose first, and it is said here.</p>
      ) : (
        lines.map((line) => <p key={line}>{line}</p>)
      )}
    </div>
  );
}
