import { Stack, Text } from "@mantine/core";
import type { ErasureActions } from "@/components/erasures/erasure-actions";
import { ErasureEffects } from "@/components/erasures/erasure-effects";
import { itemsText, kindName, stateText } from "@/components/erasures/erasure-words";
import { SettleErasure } from "@/components/erasures/settle-erasure";
import { ExactTime } from "@/components/ui/exact-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { FactList } from "@/components/webhooks/fact-list";
import type { ErasureView } from "@/lib/erasure/erasure-view";
import { legalBases } from "@/lib/erasure/legal-basis";

/** One request: what, why, how far it is, and where it is settled. */
export function ErasurePage({ erasure, actions }: { erasure: ErasureView; actions: ErasureActions }) {
  const { kind, status, useCase, item, legalBasis, reference, author, createdAt, blockedBy } = erasure;
  const { settledBy, settledAt, settledNote, affects, doneAt } = erasure;
  const basis = legalBases[legalBasis];
  return (
    <>
      {status === "pending" && <SettleErasure erasure={erasure} effect={effectText(erasure)} actions={actions} />}
      {status === "approved" && (
        <Section title={blockedBy === null ? "Being erased" : "Paused"}>
          <Text>{blockedBy ?? "The worker is about it. This page follows it by itself."}</Text>
        </Section>
      )}
      <Section title="The request">
        <FactList
          facts={[
            ["State", stateText(erasure)],
            ["Kind", kindName[kind]],
            [
              "Use case",
              useCase && (
                <TextLink key="use-case" size="sm" href={`/use-cases/${useCase.slug}`}>
                  {useCase.name}
                </TextLink>
              ),
            ],
            [
              "Item",
              item && (
                <TextLink key="item" size="sm" href={`/items/${item.id}`}>
                  {item.externalId}
                </TextLink>
              ),
            ],
            ["Items meant", affects === null || kind === "item" ? null : itemsText(erasure.items + affects)],
            ["Items erased", kind === "entity" && doneAt !== null ? itemsText(erasure.items) : null],
            [
              "Legal basis",
              <Stack key="basis" gap={0}>
                {basis.label}
                <Text size="sm" c="dimmed">
                  {basis.sentence}
                </Text>
              </Stack>,
            ],
            ["Reference", reference],
            [
              "Asked for",
              <span key="asked">
                by {author.name}, <ExactTime at={createdAt} />
              </span>,
            ],
            [
              status === "declined" ? "Declined" : status === "withdrawn" ? "Withdrawn" : "Approved",
              settledAt && (
                <span key="settled">
                  {settledBy !== null && `by ${settledBy.name}, `}
                  <ExactTime at={settledAt} />
                </span>
              ),
            ],
            ["Note", settledNote === "" ? null : settledNote],
            ["Done", doneAt && <ExactTime key="done" at={doneAt} />],
          ]}
        />
      </Section>
      <Section title="What it means">
        <ErasureEffects kind={kind} done={status === "done"} />
      </Section>
    </>
  );
}

/** What approving sets going. */
function effectText({ kind, affects, useCase }: ErasureView): string {
  switch (kind) {
    case "item":
      return "The input of the item and all notes about it go.";
    case "entity":
      return `The inputs of ${itemsText(affects ?? 0)} and all notes about them go.`;
    case "user":
      return "The name and all that identifies the person go, and they cannot sign in any more.";
    case "external_reviewer":
      return `The name and the notes of their verdicts in ${useCase?.name ?? "the use case"} go.`;
  }
}
