import { List, ListItem, Title } from "@mantine/core";
import classes from "@/components/erasures/erasures.module.css";
import type { ErasureView } from "@/lib/erasure/erasure-view";

interface Effects {
  goes: readonly string[];
  stays: readonly string[];
}

const ofItems: Effects = {
  goes: [
    "The input, with its tags and its entity key.",
    "Notes and drafts of whoever reviewed it, and what explained the model's answer.",
    "Its place in a queue: nobody can decide without the input.",
    "Exports of this use case that were not downloaded yet. They have to be asked for again.",
  ],
  stays: [
    "What was decided, by whom and when; what the model said, with its scores.",
    "The external id. Send one that means nothing elsewhere.",
    "The audit log. Every proof that was given out still holds; it no longer shows what the input was.",
  ],
};

const effects: Record<ErasureView["kind"], Effects> = {
  item: ofItems,
  entity: ofItems,
  user: {
    goes: [
      "Name, e-mail address, password and settings. They are signed out and cannot sign in again.",
      "Their roles, saved views and API keys.",
      "The notes that they wrote. What they hold or is kept for them goes back to its queue.",
    ],
    stays: [
      "What they decided and when, under a number in place of their name.",
      "The audit log. It names people by number only, so every proof that was given out still holds.",
    ],
  },
  external_reviewer: {
    goes: ["The name, in this use case.", "The notes with their verdicts."],
    stays: [
      "Their verdicts and when they gave them, under a number in place of the name.",
      "The audit log. It names people by number only, so every proof that was given out still holds.",
    ],
  },
};

/** What an erasure takes away, and what it leaves. */
export function ErasureEffects({ kind, done = false }: Pick<ErasureView, "kind"> & { done?: boolean }) {
  const { goes, stays } = effects[kind];
  return (
    <div className={classes.effects}>
      <Effect title={done ? "What went" : "What goes"} lines={goes} />
      <Effect title={done ? "What stayed" : "What stays"} lines={stays} />
    </div>
  );
}

function Effect({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <Title order={3}>{title}</Title>
      <List size="sm" spacing={4} mt={4}>
        {lines.map((line) => (
          <ListItem key={line}>{line}</ListItem>
        ))}
      </List>
    </div>
  );
}
