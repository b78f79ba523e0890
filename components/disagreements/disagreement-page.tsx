"use client";
import { Anchor, Collapse, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useEffect, useMemo } from "react";
import { AnswerBoard } from "@/components/disagreements/answer-board";
import classes from "@/components/disagreements/disagreement-page.module.css";
import { useLastSettled } from "@/components/disagreements/last-settled";
import type { SettleActions } from "@/components/disagreements/settle-actions";
import { SettleForm } from "@/components/disagreements/settle-form";
import { SettledNote } from "@/components/disagreements/settled-note";
import { useHold } from "@/components/disagreements/use-hold";
import { WhyPanel } from "@/components/explanations/why-panel";
import { InputList } from "@/components/items/input-list";
import { Markdown } from "@/components/ui/markdown";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { DisagreementView } from "@/lib/disagreements/disagreement-view";
import { shownInput } from "@/lib/items/input-view";

interface DisagreementPageProps {
  view: DisagreementView;
  /** Where it goes on: the next disagreement of the list that one came from, else the list. */
  next: string;
  /** This page's own address. */
  here: string;
  actions: SettleActions;
}

/** A disagreement: the item, what everybody said, and where an adjudicator settles it. The next one opens at once. */
export function DisagreementPage({ view, next, here, actions }: DisagreementPageProps) {
  const router = useRouter();
  const { remember, undo } = useLastSettled();
  const wanted = view.status === "open" && view.hindrance === null;
  const { refused, done } = useHold(view.id, wanted, actions);
  const settle = useAction(actions.settle);
  const first = useAction(actions.answerBlind);
  const [guideline, { toggle }] = useDisclosure(false);
  const names = useMemo(() => ({ outcomes: view.outcomes, unit: view.target?.unit ?? "" }), [view]);

  useEffect(() => router.prefetch(next), [router, next]);

  const { told } = view;
  const why = view.hindrance ?? refused;
  return (
    <div className={classes.columns}>
      <div className={classes.case}>
        <Section title="Input">
          <InputList input={view.item.input} erasedAt={view.item.erasedAt} />
        </Section>
        <Section
          title="Answers"
          note={told === undefined ? "Shown once you have given your own, so that it stays your own." : undefined}
        >
          {told === undefined ? (
            <Text size="sm" c="dimmed">
              Models and people have answered this item.
            </Text>
          ) : (
            <AnswerBoard answers={told.answers} names={names} />
          )}
        </Section>
        {told !== undefined && view.item.erasedAt === null && (
          <WhyPanel
            place={{ disagreementId: view.id }}
            input={shownInput(view.item.input)}
            asked={told.answers.some(({ by }) => by === "model")}
          />
        )}
        {view.useCase.guideline.trim() !== "" && (
          <Section
            title="Guideline"
            actions={
              <Anchor component="button" type="button" size="sm" onClick={toggle} aria-expanded={guideline}>
                {guideline ? "Hide" : "Show"}
              </Anchor>
            }
          >
            <Collapse expanded={guideline}>
              <Markdown text={view.useCase.guideline} />
            </Collapse>
          </Section>
        )}
      </div>
      <div className={classes.settle}>
        {told?.settled != null ? (
          <Section title="Settled">
            <SettledNote settled={told.settled} names={names} />
          </Section>
        ) : view.status === "settled" && view.item.erasedAt !== null ? (
          <Section title="Closed">What the item held was erased, so nobody can look into it any more.</Section>
        ) : (
          <Section title={told === undefined ? "Your answer" : "Settle it"}>
            {why !== null && <ProblemNote>{why}</ProblemNote>}
            {wanted && refused === null && (
              <SettleForm
                // What is chosen before the answers are seen is where one goes on from afterwards.
                key={`${view.id} ${told === undefined}`}
                view={view}
                busy={settle.busy || first.busy}
                error={settle.error ?? first.error}
                onUndo={undo}
                onNext={() => router.push(next)}
                onFirst={async (answer) => {
                  const answered = await first.run({ disagreementId: view.id, answer });
                  if (answered.ok) router.refresh();
                }}
                onSettle={async (settlement) => {
                  const settled = await settle.run({ disagreementId: view.id, ...settlement });
                  if (!settled.ok) return;
                  done();
                  const { reviewId, undoMs } = settled.result;
                  const { externalId } = view.item;
                  const undoUntil = Date.now() + undoMs;
                  remember({ useCaseId: view.useCase.id, reviewId, externalId, href: here, undoUntil });
                  router.push(next);
                }}
              />
            )}
          </Section>
        )}
      </div>
    </div>
  );
}
