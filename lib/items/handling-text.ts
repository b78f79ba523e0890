import type { StoryEvent, StoryReview } from "@/lib/items/story-records";
import { skipReasons } from "@/lib/review/review-schema";

interface Handling {
  title: string;
  lines: string[];
  note: string | null;
}

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** What people did with an item other than answer it, in words; null for any other event. */
export function handlingText(event: StoryEvent, who: string, review: StoryReview | undefined): Handling | null {
  const { detail, reason_code: reason } = event.envelope;
  const told = (title: string, lines: string[] = [], note: string | null = null): Handling => ({ title, lines, note });
  const assignee = event.assignee ?? "somebody";
  switch (event.type) {
    case "review.skipped": {
      const known = reason === undefined || reason === "other" ? undefined : skipReasons[reason as "not_my_field"];
      return told(
        `${who} passed it on`,
        known === undefined || event.skipReason ? [] : [`${known}.`],
        event.skipReason,
      );
    }
    case "review.unskipped":
      return told(`${who} wants it back`);
    case "review.deferred":
      return told(
        `${who} put it off`,
        typeof detail?.until === "string" ? [`Until ${moment.format(new Date(detail.until))} UTC.`] : [],
      );
    case "review.undeferred":
      return told(`${who} no longer puts it off`);
    case "review.escalated":
      return told(
        `${who} passed it to an adjudicator`,
        typeof detail?.opened === "string" ? [] : ["One was to look at it already."],
        review?.note ?? null,
      );
    case "review.escalation_withdrawn":
      return told(`${who} took it back from adjudication`);
    case "review.assigned":
      return told(`${who} assigned it to ${assignee}`);
    case "review.unassigned":
      return told(`${who} no longer keeps it for ${assignee}`);
    case "review.flagged_unusable":
      return told(`${who} flagged the input as unusable`, ["Nobody can decide on it."], review?.note ?? null);
    default:
      return null;
  }
}
