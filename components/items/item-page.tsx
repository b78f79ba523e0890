import { WhyPanel } from "@/components/explanations/why-panel";
import { DecisionStrip } from "@/components/items/decision-strip";
import { InputList } from "@/components/items/input-list";
import { ItemDisagreements } from "@/components/items/item-disagreements";
import classes from "@/components/items/item-page.module.css";
import { ItemTimeline } from "@/components/items/item-timeline";
import { RouteFacts } from "@/components/items/route-facts";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { shownInput } from "@/lib/items/input-view";
import type { ItemStory } from "@/lib/items/item-story-view";

/** The whole story of an item. `erasureHref`: where this person can ask that its input be erased; null: nowhere. */
export function ItemPage({ story, erasureHref }: { story: ItemStory; erasureHref: string | null }) {
  const { told, input, erasedAt, useCase, outcomes, unit } = story;
  const names = { outcomes, unit };
  if (told === null) {
    return (
      <>
        <Section title="Hidden until its review is done">
          You review in this use case, and this item waits for a verdict that you could be asked for. What the model
          said and who decided so far are shown once that verdict is final.
        </Section>
        <Section title="Input">
          <InputList input={input} erasedAt={erasedAt} />
        </Section>
      </>
    );
  }
  return (
    <>
      <DecisionStrip told={told} erased={erasedAt !== null} names={names} />
      <div className={classes.columns}>
        <div className={classes.input}>
          <Section
            title="Input"
            actions={
              erasureHref !== null && (
                <TextLink href={erasureHref} size="sm">
                  Ask for erasure
                </TextLink>
              )
            }
          >
            <InputList input={input} erasedAt={erasedAt} />
          </Section>
        </div>
        <div className={classes.timeline}>
          <Section title="Story" note="What happened, as the audit log has it.">
            <ItemTimeline entries={told.entries} names={names} threshold={told.route.threshold} />
          </Section>
        </div>
        <div className={classes.route}>
          <ItemDisagreements disagreements={told.disagreements} />
          {erasedAt === null && (
            <WhyPanel place={{ itemId: story.id }} input={shownInput(input)} asked={told.model !== null} />
          )}
          <Section title="Route" note="What the engine said on arrival.">
            <RouteFacts route={told.route} slug={useCase.slug} policy={told.policy} model={told.model} />
          </Section>
        </div>
      </div>
    </>
  );
}
