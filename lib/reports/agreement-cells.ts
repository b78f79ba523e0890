import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import { consensusOf } from "@/lib/engine/consensus-of";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import type { Measure } from "@/lib/reports/agreement-filter-schema";
import { paceBucket } from "@/lib/statistics/pace-buckets";

/** A final verdict, as far as agreement is concerned. */
export interface ComparedReview extends Answer {
  id: string;
  purpose: ReviewPurpose;
  /** A user, or somebody who works in another system. */
  reviewerId: string | null;
  seconds: number | null;
  /** The model's answer was sent to the reviewer before the final answer. */
  shown: boolean;
  /** What was answered before the model's answer was shown; null where nothing was. */
  first: Answer | null;
}

/** An item with its final verdicts in the order of their ids, and the champion's answer. */
export interface ComparedItem {
  id: string;
  useCaseId: string;
  /** Of the target; 0 for classifications. */
  tolerance: number;
  champion: (Answer & { modelVersionId: string; confidence: number | null }) | null;
  reviews: readonly ComparedReview[];
}

/** What is counted: the model against people, people against people, verdicts against the truth, and their times. */
export type CellKind = "model" | "people" | "truth" | "pace";

/** A place at which something is counted. What a kind has no use for is "" or -1. */
export interface Cell {
  kind: CellKind;
  /** `model`: the model version; `truth`, `pace`: the reviewer; `people`: the use case. */
  subjectId: string;
  measure: Measure | "";
  /** `model`: tenths of confidence, 9 for 0.9 and more; `pace`: the bucket of the time taken. */
  band: number;
  /** `model`: what the model said; `people`: all answers with their counts, as JSON; `truth`: `right` or `wrong`. */
  one: string;
  /** `model`: what the person said before seeing that; `truth`: whether the model was right, "" without a model. */
  two: string;
  /** `model`: what the person said at last; `truth`: what the model's answer did (see `Influence`). */
  three: string;
}

/** Seen from the start: the same answer or another. Seen after one's own, which differed: taken over or not. */
export type Influence = "followed" | "differed" | "switched" | "kept" | "same" | "";

/** What an item adds to the counts, and what its row says for the lists behind them. */
export interface Contribution {
  cells: Cell[];
  compared: { modelVersionId: string; measure: Measure; predicted: Answer; answered: Answer } | null;
  /** Regression: what people said independently of each other. */
  values: number[];
}

/** More independent answers on one item than this tell nothing new. */
const mostAnswers = 20;

/** Independent of each other: nobody asked for it because an item is hard. */
const independent: readonly ReviewPurpose[] = ["decide", "external"];
const drawn: readonly ReviewPurpose[] = [...independent, "quality_control"];
/** What a consensus is made of, and what is held against the truth. */
const opinions: readonly ReviewPurpose[] = [...independent, "second_opinion"];
const judged: readonly ReviewPurpose[] = [...drawn, "second_opinion"];

/** Counts one item. Its first drawn verdict stands for it against the model: several on one item are not independent. */
export function contributionOf(item: ComparedItem): Contribution {
  const usable = item.reviews.filter(({ outcome, value }) => outcome !== null || value !== null);
  const compared = comparedOf(item, usable);
  const said = usable.filter(({ purpose }) => independent.includes(purpose)).slice(0, mostAnswers);
  return {
    cells: [
      ...(compared === null ? [] : [modelCell(item, compared)]),
      ...peopleCells(item, said),
      ...item.reviews.flatMap(paceCells),
      ...truthCells(item, usable),
    ],
    compared: compared && {
      modelVersionId: compared.champion.modelVersionId,
      measure: compared.measure,
      predicted: compared.champion,
      answered: compared.answered,
    },
    values: said.flatMap(({ value }) => (value === null ? [] : [value])),
  };
}

interface Compared {
  champion: NonNullable<ComparedItem["champion"]>;
  review: ComparedReview;
  measure: Measure;
  answered: Answer;
}

function comparedOf({ champion }: ComparedItem, usable: readonly ComparedReview[]): Compared | null {
  const review = usable.find(({ purpose }) => drawn.includes(purpose));
  if (champion === null || review === undefined) return null;
  return { champion, review, measure: measureOf(review), answered: review.first ?? review };
}

function measureOf({ purpose, shown, first }: ComparedReview): Measure {
  if (purpose === "quality_control") return "checked";
  if (!shown) return "blind";
  return first === null ? "seen" : "revealed";
}

function modelCell({ tolerance }: ComparedItem, { champion, review, measure, answered }: Compared): Cell {
  const numbers = champion.value !== null;
  const of = (answer: Answer): string =>
    numbers ? (answersAgree(champion, answer, tolerance) ? "within" : "outside") : (answer.outcome ?? "");
  return {
    kind: "model",
    subjectId: champion.modelVersionId,
    measure,
    band: champion.confidence === null ? -1 : Math.min(9, Math.max(0, Math.floor(champion.confidence * 10 + 1e-9))),
    one: champion.outcome ?? "",
    two: of(answered),
    three: of(review),
  };
}

function peopleCells({ useCaseId }: ComparedItem, said: readonly ComparedReview[]): Cell[] {
  const answers = said.flatMap(({ outcome }) => (outcome === null ? [] : [outcome]));
  if (answers.length < 2) return [];
  const counts = [...Map.groupBy(answers, (outcome) => outcome)].map(([outcome, { length }]) => [outcome, length]);
  const one = JSON.stringify(counts.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
  return [{ ...nothing, kind: "people", subjectId: useCaseId, one }];
}

function paceCells({ purpose, reviewerId, seconds }: ComparedReview): Cell[] {
  if (reviewerId === null || !judged.includes(purpose)) return [];
  return [{ ...nothing, kind: "pace", subjectId: reviewerId, band: seconds === null ? -1 : paceBucket(seconds) }];
}

function truthCells({ champion, tolerance }: ComparedItem, usable: readonly ComparedReview[]): Cell[] {
  const truth = truthOf(usable, tolerance);
  if (truth === null) return [];
  const verdict = (answer: Answer) => (answersAgree(answer, truth, tolerance) ? "right" : "wrong");
  return usable.flatMap((review): Cell[] => {
    if (review.reviewerId === null || !judged.includes(review.purpose)) return [];
    return [
      {
        ...nothing,
        kind: "truth",
        subjectId: review.reviewerId,
        measure: measureOf(review),
        one: verdict(review),
        two: champion === null ? "" : verdict(champion),
        three: influenceOf(review, champion, tolerance),
      },
    ];
  });
}

/** What an adjudicator said last, or else what more than half of at least two people's verdicts say. */
function truthOf(usable: readonly ComparedReview[], tolerance: number): Answer | null {
  const adjudicated = usable.findLast(({ purpose }) => purpose === "adjudicate");
  if (adjudicated !== undefined) return adjudicated;
  const answers = usable.filter(({ purpose }) => opinions.includes(purpose));
  if (answers.length < 2) return null;
  const consensus = consensusOf(answers, "majority", answers.length, tolerance);
  return consensus.state === "reached" ? consensus.answer : null;
}

function influenceOf(review: ComparedReview, champion: Answer | null, tolerance: number): Influence {
  if (champion === null || !review.shown) return "";
  const follows = answersAgree(review, champion, tolerance);
  if (review.first === null) return follows ? "followed" : "differed";
  if (answersAgree(review.first, champion, tolerance)) return "same";
  return follows ? "switched" : "kept";
}

const nothing = { measure: "", band: -1, one: "", two: "", three: "" } as const;
