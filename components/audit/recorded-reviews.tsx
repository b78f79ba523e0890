import classes from "@/components/audit/item-record.module.css";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { ExactTime } from "@/components/ui/exact-time";
import type { RecordedReview } from "@/lib/reports/recorded-review-view";

const purposes: Record<RecordedReview["purpose"], string> = {
  decide: "to decide it",
  second_opinion: "for a second opinion",
  quality_control: "as a check of the automated decision",
  adjudicate: "as adjudicator",
  override: "to override the decision",
  external: "in another system",
};

const states: Record<RecordedReview["state"], string> = {
  open: "Under way",
  answered: "Given, could still be undone",
  final: "Final",
  undone: "Taken back",
  given_back: "Given back",
  not_needed: "No longer needed",
};

/** Who worked on an item, what they saw, and what they said. */
export function RecordedReviews({ reviews, names }: { reviews: readonly RecordedReview[]; names: AnswerNames }) {
  if (reviews.length === 0) return "Nobody worked on it.";
  return (
    <ul className={classes.people}>
      {reviews.map((review) => (
        <li key={review.id}>
          <h3>
            {review.who} <span className={classes.aside}>{purposes[review.purpose]}</span>
          </h3>
          <dl className={classes.facts}>
            {review.takenAt !== null && (
              <>
                <dt>Took it</dt>
                <dd>
                  <ExactTime at={review.takenAt} />
                </dd>
              </>
            )}
            <dt>Saw the model's answer</dt>
            <dd>{review.shownAt === null ? "No" : <ExactTime at={review.shownAt} />}</dd>
            {review.firstAnswer !== null && (
              <>
                <dt>Before seeing it, said</dt>
                <dd>
                  <AnswerChip answer={review.firstAnswer} names={names} />
                </dd>
              </>
            )}
            <dt>Verdict</dt>
            <dd>
              <Verdict review={review} names={names} />
            </dd>
            {review.replaces !== null && (
              <>
                <dt>In place of</dt>
                <dd>
                  <AnswerChip answer={review.replaces} names={names} />
                </dd>
              </>
            )}
            {review.verdict?.reasonCode != null && (
              <>
                <dt>Reason</dt>
                <dd>
                  <code>{review.verdict.reasonCode}</code>
                </dd>
              </>
            )}
            {review.verdict?.note != null && (
              <>
                <dt>Wrote</dt>
                <dd className={classes.wrote}>{review.verdict.note}</dd>
              </>
            )}
            <dt>State</dt>
            <dd>{states[review.state]}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Verdict({ review: { verdict }, names }: { review: RecordedReview; names: AnswerNames }) {
  if (verdict === null) return "None";
  return (
    <>
      {verdict.answer === null ? (
        "Nobody can decide on this input"
      ) : (
        <AnswerChip answer={verdict.answer} names={names} />
      )}{" "}
      <span className={classes.aside}>
        <ExactTime at={verdict.at} />
      </span>
    </>
  );
}
