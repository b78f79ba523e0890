import classes from "@/components/ui/code-block.module.css";
import { CopyButton } from "@/components/ui/copy-button";

/** Code to copy. `wrap` breaks long lines rather than letting them scroll. */
export function CodeBlock({ text, what, wrap = false }: { text: string; what: string; wrap?: boolean }) {
  return (
    <div className={classes.block}>
      {/* What scrolls can be reached by keyboard. */}
      <pre className={classes.code} data-wrap={wrap || undefined} tabIndex={wrap ? undefined : 0}>
        {text}
      </pre>
      <div className={classes.copy}>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
