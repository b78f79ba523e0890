import type { Mode } from "@/lib/engine/mode";
import type { ModelTrouble } from "@/lib/reports/model-trouble-query";
import type { QueueForecast } from "@/lib/review/service-forecast-query";

/** A raise of automation that waits for a second person. */
export interface Approval {
  useCase: { slug: string; name: string };
  author: string;
  reason: string;
  from: Mode;
  to: Mode;
  at: Date;
}

/** Something that somebody should look at now. */
export interface Alert {
  kind: "model" | "failures" | "service_level" | "old_queue" | "webhook";
  slug: string;
  title: string;
  text: string;
  href: string;
}

interface Watched {
  slug: string;
  name: string;
  failures: number;
  trouble: Pick<ModelTrouble, "version" | "reason"> | null;
  oldest: Date | null;
  /** Null where nothing in the queue is due. */
  forecast: QueueForecast | null;
  figures: unknown;
}

/** Hours after which an undecided item is worth a word. */
const oldAfterHours = 24;

const ageText = (hours: number): string =>
  hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;

const countOf = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString("en-GB")} ${many}`;

function untilText(minutes: number): string {
  if (minutes < 60) return countOf(Math.max(1, Math.round(minutes)), "minute", "minutes");
  return countOf(Math.round(minutes / 60), "hour", "hours");
}

/** What is late, or will be at this pace; null where all will be answered in time. */
function serviceAlert(forecast: QueueForecast, now: Date): { title: string; text: string } | null {
  const { overdue, missed, from, onDuty, perHour } = forecast;
  if (overdue === 0 && missed === 0) return null;
  const pace =
    onDuty === 0
      ? "Nobody has answered here in the last hour."
      : `${countOf(onDuty, "person answers", "people answer")} about ${countOf(Math.round(perHour), "item", "items")} an hour.`;
  if (from === null) return { title: `${countOf(overdue, "item is", "items are")} overdue`, text: pace };
  const begins = `the first in ${untilText((from.getTime() - now.getTime()) / 60_000)}`;
  const already = overdue === 0 ? "" : `${countOf(overdue, "item is", "items are")} overdue already. `;
  return {
    title: `${countOf(missed, "item", "items")} will be answered too late, ${begins}`,
    text: `${already}${pace}`,
  };
}

/** What to warn of on Home, the gravest first. Only those who may see items hear of the model's failures. */
export function homeAlerts(useCases: readonly Watched[], now: Date): Alert[] {
  const alerts = useCases.flatMap((useCase): Alert[] => {
    const { slug, name } = useCase;
    const found: Alert[] = [];
    if (useCase.trouble !== null && useCase.figures !== null) {
      found.push({
        kind: "model",
        slug,
        title: `${name}: model version ${useCase.trouble.version} keeps failing, items go to people`,
        text: useCase.trouble.reason,
        href: `/use-cases/${slug}/models/${useCase.trouble.version}`,
      });
    } else if (useCase.failures > 0 && useCase.figures !== null) {
      const many = useCase.failures === 1 ? "1 prediction" : `${useCase.failures.toLocaleString("en-GB")} predictions`;
      found.push({
        kind: "failures",
        slug,
        title: `${name}: ${many} failed in the last 24 hours`,
        text: "Their items went to people instead.",
        href: `/use-cases/${slug}/items`,
      });
    }
    const late = useCase.forecast === null ? null : serviceAlert(useCase.forecast, now);
    if (late !== null) {
      const href = useCase.figures === null ? "/review" : `/use-cases/${slug}/items?status=in_review&order=oldest`;
      found.push({ kind: "service_level", slug, title: `${name}: ${late.title}`, text: late.text, href });
    }
    const hours = useCase.oldest === null ? 0 : (now.getTime() - useCase.oldest.getTime()) / 3_600_000;
    if (hours >= oldAfterHours) {
      found.push({
        kind: "old_queue",
        slug,
        title: `${name}: an item has waited for ${ageText(hours)}`,
        text: "The oldest undecided item. Nobody may be working on this queue.",
        href: useCase.figures === null ? "/review" : `/use-cases/${slug}/items?status=in_review&order=oldest`,
      });
    }
    return found;
  });
  const gravity: Alert["kind"][] = ["model", "failures", "service_level", "old_queue"];
  return alerts.sort((one, other) => gravity.indexOf(one.kind) - gravity.indexOf(other.kind));
}
