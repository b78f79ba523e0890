import { Text } from "@mantine/core";
import classes from "@/components/models/open-drafts.module.css";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";

interface OpenDraftsProps {
  slug: string;
  drafts: readonly { id: string; name: string; author: string; createdAt: Date }[];
}

/** Uploads that wait to be confirmed: a closed tab loses none. */
export function OpenDrafts({ slug, drafts }: OpenDraftsProps) {
  if (drafts.length === 0) return null;
  return (
    <Section title="Uploaded, not added yet" note="They go by themselves after a week.">
      <ul className={classes.list}>
        {drafts.map(({ id, name, author, createdAt }) => (
          <li key={id}>
            <TextLink href={`/use-cases/${slug}/models/new/${id}`} fw={550} underline="hover">
              {name}
            </TextLink>
            <Text component="span" size="sm" c="dimmed">
              <RelativeTime at={createdAt} /> by {author}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
