import type { DeskAction, PromptKind } from "@/components/review/desk-state";
import type { Desk } from "@/lib/review/desk-view";
import { noteLimit, reasonLimit, type SkipReason, skipReasons } from "@/lib/review/review-schema";

type How = Extract<DeskAction, { type: "left" }>["how"];

/** What an answer to a question does: the item leaves, or a field is to be filled in first. */
export type PromptAct = { leave: How } | { explain: string | null } | { focus: "note" | "moment" };

interface PromptOption {
  label: string;
  act: PromptAct;
}

/** A question that stands where the outcomes were. */
export interface Prompt {
  title: string;
  text: string;
  options: readonly PromptOption[];
  /** A field for words, with what it asks. */
  asks: string | null;
  /** The most characters that the words may have. */
  most: number;
  /** Offers to type a moment. */
  takesMoment: boolean;
  /** What Enter does; null: nothing before something is chosen. */
  enter: PromptOption | null;
}

/** What the desk asks, by kind. `note`: as it is now; `now`: milliseconds since 1970. */
export function promptOf(kind: PromptKind, desk: Desk, note: string, now: number): Prompt {
  const plain = { options: [], asks: null, most: noteLimit, takesMoment: false, enter: null };
  const written = note.trim() !== "";
  const leaveOrWrite = (leave: How): PromptAct => (written ? { leave } : { focus: "note" });
  switch (kind) {
    case "reason":
      return {
        ...plain,
        title: "Why not what the model says?",
        text: desk.reasonRequired ? "Choose a reason to go on." : "",
        options: desk.reasonCodes.map(({ key, label }) => ({ label, act: { explain: key } })),
        enter: desk.reasonRequired ? null : { label: "Go on without a reason", act: { explain: null } },
      };
    case "skip": {
      const other: PromptAct = leaveOrWrite({ kind: "skip", reason: "other" });
      return {
        ...plain,
        title: "Skip this item?",
        text: "Somebody else decides it. You can take it back while nobody has.",
        options: (Object.keys(skipReasons) as SkipReason[]).map((reason) => ({
          label: skipReasons[reason],
          act: reason === "other" ? other : { leave: { kind: "skip", reason } },
        })),
        asks: "Another reason, in a few words",
        most: reasonLimit,
        enter: written
          ? { label: "Skip for this reason", act: other }
          : { label: "Skip without a reason", act: { leave: { kind: "skip", reason: null } } },
      };
    }
    case "defer":
      return {
        ...plain,
        title: "Put this item off",
        text: "Nobody is offered it before then. What you chose and wrote is kept for you.",
        options: [
          ...laterMoments(now).map(({ label, at }): PromptOption => ({ label, act: { leave: until(at) } })),
          { label: "Another moment", act: { focus: "moment" } },
        ],
        takesMoment: true,
      };
    case "escalate":
      return {
        ...plain,
        title: "Escalate to an adjudicator",
        text: "An adjudicator decides this item instead of you, and reads what you write here.",
        asks: "Why should an adjudicator decide it?",
        enter: { label: "Escalate", act: leaveOrWrite({ kind: "escalate" }) },
      };
    case "unusable":
      return {
        ...plain,
        title: "The input is unusable",
        text: "Nobody can decide on it as it is: a picture that shows nothing, a text that is cut off. This is your verdict.",
        asks: "What is wrong with it?",
        enter: { label: "Flag as unusable", act: leaveOrWrite({ kind: "unusable" }) },
      };
  }
}

export const until = (at: Date): How => ({ kind: "defer", until: at.toISOString() });

const clockText = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const hour = 3_600_000;

/** Moments that one puts things off to, in the reviewer's own time zone. */
function laterMoments(now: number): { label: string; at: Date }[] {
  const inAnHour = new Date(now + hour);
  const nine = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    day.setHours(9, 0, 0, 0);
    return day;
  };
  const daysToMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { label: `In an hour, at ${clockText.format(inAnHour)}`, at: inAnHour },
    { label: "Tomorrow at 09:00", at: nine(1) },
    ...(daysToMonday > 1 ? [{ label: "Monday at 09:00", at: nine(daysToMonday) }] : []),
  ];
}
