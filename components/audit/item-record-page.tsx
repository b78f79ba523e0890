import classes from "@/components/audit/item-record.module.css";
import { MomentChoice } from "@/components/audit/moment-choice";
import { RecordedPolicies } from "@/components/audit/recorded-policies";
import { RecordedReviews } from "@/components/audit/recorded-reviews";
import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { InputList } from "@/components/items/input-list";
import { ItemTimeline } from "@/components/items/item-timeline";
import { RouteFacts } from "@/components/items/route-facts";
import { ExactTime } from "@/components/ui/exact-time";
import { countText } from "@/components/ui/figure-text";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { kindText, rootCauseText } from "@/lib/disagreements/filter-options-view";
import type { DisagreementKind, RootCause } from "@/lib/platform/generated/prisma/enums";
import type { ItemRecord } from "@/lib/reports/item-record-query";

/** Who decided an item, on what, under which model and policy, what people saw and said: for the screen and for paper. */
export function ItemRecordPage({ story, record, madeAt }: ItemRecord & { madeAt: string }) {
  const { told, outcomes, unit, useCase } = story;
  const names = { outcomes, unit };
  if (record === null || told === null) {
    return (
      <Section title="Hidden until its review is done">
        You review in this use case, and this item waits for a verdict that you could be asked for. Its record is shown
        once that verdict is final.
      </Section>
    );
  }
  return (
    <>
      <div className={classes.moment}>
        <span className={classes.printed}>
          {record.at === null ? "As it is" : "As it was on "}
          {record.at !== null && <ExactTime at={record.at} />}
          {", made on "}
          <ExactTime at={madeAt} />.
        </span>
        <MomentChoice moments={record.moments} />
      </div>
      <Section title="Decision" note="Who decided, when, and under which policy. The last one is in force.">
        <Decisions
          decisions={told.decisions}
          names={names}
          unusable={told.unusable && record.at === null}
          erased={story.erasedAt !== null}
        />
      </Section>
      <div className={classes.columns}>
        <Section title="Input" note={inputNote(record.inputFits, story.erasedAt !== null)}>
          <InputList input={story.input} erasedAt={story.erasedAt} />
        </Section>
        <Section title="Route" note="What the engine said on arrival, and what it went by.">
          <RouteFacts route={told.route} slug={useCase.slug} policy={told.policy} model={told.model} />
        </Section>
      </div>
      <Section title="People" note="What each of them saw and said, and when.">
        <RecordedReviews reviews={record.reviews} names={names} />
      </Section>
      <Disagreements disagreements={record.disagreements} />
      <Section title="Models and policies" note="As they were, with the hashes that the log names.">
        <RecordedPolicies {...record} slug={useCase.slug} />
      </Section>
      <Section title="Callers told" note="Messages to webhooks about this item. They are kept for 30 days.">
        <Deliveries deliveries={record.deliveries} />
      </Section>
      <Section title="Story" note="Everything that happened, the first event first.">
        <ItemTimeline entries={told.entries} names={names} threshold={told.route.threshold} />
      </Section>
      <Section title="In the audit log" note="Where each event stands, and its leaf hash. The receipt proves it." flush>
        <ol className={classes.events}>
          {record.events.map(({ id, type, at, leafHash, logIndex }) => (
            <li key={id}>
              <TextLink href={`/audit/${id}`} underline="hover">
                {type}
              </TextLink>
              <span className="numbers">{logIndex === null ? "waits for its place" : countText(logIndex)}</span>
              <ExactTime at={at} />
              <code>{leafHash}</code>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

function inputNote(fits: boolean | null, erased: boolean): string {
  if (erased) return "The log proves that it was committed to on arrival, not what it was.";
  if (fits === null) return "The log holds no commitment to it.";
  return fits
    ? "It is the input that the log holds a commitment to, checked just now."
    : "It is NOT the input that the log holds a commitment to: it was changed from outside.";
}

type Told = NonNullable<ItemRecord["story"]["told"]>;

function Decisions(props: { decisions: Told["decisions"]; names: AnswerNames; unusable: boolean; erased: boolean }) {
  const { decisions, names, unusable, erased } = props;
  if (decisions.length === 0) {
    if (!unusable) return "Not decided then.";
    return erased ? "Erased: nobody can decide on it." : "Unusable input: nobody can decide on it.";
  }
  return (
    <ol className={classes.decisions}>
      {decisions.map(({ seq, answer, by, reviewer, at, policyVersion }, index) => (
        <li key={seq}>
          <AnswerChip answer={answer} names={names} /> <DecidedByBadge by={by} /> {reviewer}{" "}
          <span className={classes.aside}>
            <ExactTime at={at} />, under policy version {policyVersion}
            {index < decisions.length - 1 ? ", superseded" : unusable ? ", no longer in force" : ", in force"}
          </span>
        </li>
      ))}
    </ol>
  );
}

type Recorded = NonNullable<ItemRecord["record"]>;

function Disagreements({ disagreements }: Pick<Recorded, "disagreements">) {
  if (disagreements.length === 0) return null;
  return (
    <Section title="Disagreements" note="Answers that differed, and how that was settled.">
      <ul className={classes.plain}>
        {disagreements.map(({ kind, openedAt, settledAt, rootCause }) => (
          <li key={`${kind} ${openedAt}`}>
            {kindText[kind as DisagreementKind] ?? kind}, since <ExactTime at={openedAt} />.{" "}
            {settledAt === null ? (
              "Open."
            ) : (
              <>
                Settled <ExactTime at={settledAt} />:{" "}
                {rootCause === null ? "without a root cause" : (rootCauseText[rootCause as RootCause] ?? rootCause)}.
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const deliveryWords = { pending: "not accepted yet", delivered: "accepted", failed: "given up" } as const;

function Deliveries({ deliveries }: Pick<Recorded, "deliveries">) {
  if (deliveries.length === 0) return "None is on record.";
  return (
    <ul className={classes.plain}>
      {deliveries.map(({ type, host, at, status, attemptedAt }) => (
        <li key={`${type} ${host} ${at}`}>
          <code>{type}</code> to {host}, <ExactTime at={at} />: {deliveryWords[status]}
          {attemptedAt !== null && (
            <>
              {" "}
              <ExactTime at={attemptedAt} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
