import classes from "@/components/reports/model-trouble-note.module.css";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ModelTrouble } from "@/lib/reports/model-trouble-query";

/** Above every page of a use case whose model keeps failing: what that means for its items, and why. */
export function ModelTroubleNote({ slug, trouble }: { slug: string; trouble: ModelTrouble }) {
  const { version, failed, asked, reason, at } = trouble;
  return (
    <aside className={classes.note} aria-label="The model keeps failing">
      <TextLink href={`/use-cases/${slug}/models/${version}`} fw={550} underline="hover">
        Model version {version} keeps failing: items go to people
      </TextLink>
      <span className={classes.aside}>
        It failed on {failed} of the latest {asked} items, last <RelativeTime at={at} />. {reason}
      </span>
    </aside>
  );
}
