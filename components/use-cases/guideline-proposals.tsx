"use client";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { useAction } from "@/components/ui/use-action";
import { GuidelineEditor } from "@/components/use-cases/guideline-editor";
import classes from "@/components/use-cases/guideline-proposals.module.css";
import type { ActionResult } from "@/lib/access/server-action";
import type { GuidelineProposalView } from "@/lib/use-cases/guideline-proposal-query";

interface GuidelineProposalsProps {
  useCase: { id: string; guideline: string; definitionVersion: number };
  proposals: readonly GuidelineProposalView[];
  /** Null: this person may not change the definition. */
  take:
    | ((input: {
        useCaseId: string;
        proposalId: string;
        guideline: string;
        definitionVersion: number;
      }) => Promise<ActionResult<{ definitionVersion: number }>>)
    | null;
  decline: (input: { useCaseId: string; proposalId: string }) => Promise<ActionResult<null>>;
}

/** What adjudicators would have the guideline say, each with the item that it came from. */
export function GuidelineProposals({ useCase, proposals, take, decline }: GuidelineProposalsProps) {
  const [taking, setTaking] = useState<GuidelineProposalView | null>(null);
  const declining = useAction(decline);
  return (
    <Section
      title="Proposals for the guideline"
      note={
        take === null
          ? "From people who settled disagreements. An admin can take them up."
          : "From people who settled disagreements."
      }
    >
      <FormProblem error={declining.error} />
      <ul className={classes.list}>
        {proposals.map((proposal) => (
          <li key={proposal.id}>
            <Text className={classes.text}>{proposal.text}</Text>
            <Text size="sm" c="dimmed">
              {proposal.author}, <RelativeTime at={proposal.at} />
              {proposal.item !== null && (
                <>
                  , from <TextLink href={`/items/${proposal.item.id}`}>{proposal.item.externalId}</TextLink>
                </>
              )}
            </Text>
            <Group gap="xs" mt="xs">
              {take !== null && (
                <Button size="compact-md" variant="default" onClick={() => setTaking(proposal)}>
                  Take it up
                </Button>
              )}
              <Button
                size="compact-md"
                variant="subtle"
                color="gray"
                loading={declining.busy}
                onClick={() => declining.run({ useCaseId: useCase.id, proposalId: proposal.id })}
              >
                Decline
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      <Modal
        opened={taking !== null}
        onClose={() => setTaking(null)}
        title="Take up the proposal"
        size="xl"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {taking !== null && take !== null && (
          <TakeForm useCase={useCase} proposal={taking} take={take} close={() => setTaking(null)} />
        )}
      </Modal>
    </Section>
  );
}

function TakeForm(props: {
  useCase: GuidelineProposalsProps["useCase"];
  proposal: GuidelineProposalView;
  take: NonNullable<GuidelineProposalsProps["take"]>;
  close: () => void;
}) {
  const { useCase, proposal, take, close } = props;
  const [guideline, setGuideline] = useState(useCase.guideline);
  const { run, busy, error, problemAt } = useAction(take);

  async function save() {
    const { id: useCaseId, definitionVersion } = useCase;
    const answer = await run({ useCaseId, proposalId: proposal.id, guideline, definitionVersion });
    if (!answer.ok) return;
    notifications.show({ message: `Saved as definition ${answer.result.definitionVersion}.` });
    close();
  }

  return (
    <Stack>
      <blockquote className={classes.quote}>{proposal.text}</blockquote>
      <GuidelineEditor value={guideline} error={problemAt("guideline")} onChange={setGuideline} />
      <FormProblem error={error} shown={["guideline"]} />
      <Group justify="flex-end">
        <Button onClick={save} loading={busy}>
          Save the guideline
        </Button>
      </Group>
    </Stack>
  );
}
