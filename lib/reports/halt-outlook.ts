/** Waiting reviews are counted up to here; as many then means "or more". */
export const mostWaiting = 10_000;

/** What was counted about a halted use case. */
export interface HaltFacts {
  /** The latest items that arrived before the halt (at most some thousands, of at most some hours). */
  arrived: number;
  /** Of those, the ones that the model decided. */
  automated: number;
  /** The time in which they arrived, in seconds; 0 without any. */
  spanSeconds: number;
  /** Reviews that wait now, whoever holds them; at most `mostWaiting`. */
  waiting: number;
  /** People who gave a verdict or held a claim in the last 30 minutes. */
  reviewers: number;
  /** Median of the seconds that the latest verdicts took; null: none was timed. */
  medianSeconds: number | null;
  /** How many verdicts that median is of. */
  verdicts: number;
  /** Reviews that an item left to people gets. */
  reviewsPerItem: number;
}

/** What a halt means for people. Rates are per hour. */
export interface HaltOutlook extends HaltFacts {
  /** Items that the model decided before and people decide now; null: nothing arrived, so it is not known. */
  automatedPerHour: number | null;
  /** Reviews that arrive now that people decide everything; null: not known. */
  reviewsPerHour: number | null;
  /** Verdicts that those on duty give; null: nobody is, or nothing was timed. */
  verdictsPerHour: number | null;
  /** Until nothing waits; null: not known, or never at this pace. */
  hoursToClear: number | null;
}

/** What follows from the counts: rates before the halt go on, those on duty stay, and take as long as they did. */
export function haltOutlook(facts: HaltFacts): HaltOutlook {
  const { arrived, automated, spanSeconds, waiting, reviewers, medianSeconds, reviewsPerItem } = facts;
  const perHour = (items: number) => (spanSeconds > 0 ? (items * 3600) / spanSeconds : null);
  const itemsPerHour = perHour(arrived);
  const reviewsPerHour = itemsPerHour === null ? null : itemsPerHour * reviewsPerItem;
  const verdictsPerHour =
    reviewers === 0 || medianSeconds === null || medianSeconds <= 0 ? null : (reviewers * 3600) / medianSeconds;
  const surplus = verdictsPerHour === null ? null : verdictsPerHour - (reviewsPerHour ?? 0);
  return {
    ...facts,
    automatedPerHour: perHour(automated),
    reviewsPerHour,
    verdictsPerHour,
    hoursToClear: surplus === null || surplus <= 0 ? null : waiting / surplus,
  };
}

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** Two significant digits: nothing here is known better. */
const rough = (value: number) => new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 }).format(value);

const many = (n: number, one: string, more: string) => `${whole.format(n)} ${n === 1 ? one : more}`;

function spanText(seconds: number): string {
  if (seconds < 90) return many(Math.max(1, Math.round(seconds)), "second", "seconds");
  if (seconds < 5400) return many(Math.round(seconds / 60), "minute", "minutes");
  return `${rough(seconds / 3600)} hours`;
}

function timeText(hours: number): string {
  if (hours < 1 / 60) return "a minute";
  if (hours < 1.5) return many(Math.round(hours * 60), "minute", "minutes");
  if (hours < 48) return `${rough(hours)} hours`;
  return `${rough(hours / 24)} days`;
}

function itemsText({ arrived, automated, spanSeconds, automatedPerHour }: HaltOutlook): string {
  if (automatedPerHour === null) {
    return "No item arrived in the 3 hours before the halt, so how many now go to people is not known.";
  }
  const seen = `${whole.format(automated)} of ${many(arrived, "item", "items")} in the ${spanText(spanSeconds)} before`;
  if (automated === 0)
    return `The model decided none of ${many(arrived, "item", "items")} before the halt: as many go to people as before.`;
  return `About ${rough(automatedPerHour)} items an hour go to people now that the model decided before (${seen}).`;
}

function queueText(outlook: HaltOutlook): string {
  const { waiting, reviewers, medianSeconds, verdicts, reviewsPerHour, verdictsPerHour, hoursToClear } = outlook;
  const more = waiting >= mostWaiting ? " or more" : "";
  const waits =
    waiting === 0 ? "No review waits yet" : many(waiting, "review waits", "reviews wait").replace(" ", `${more} `);
  if (reviewers === 0) {
    return `${waits}, and nobody is on duty: no verdict and no claim in the last 30 minutes. How long the queue takes is not known.`;
  }
  const duty = `${many(reviewers, "reviewer", "reviewers")} on duty`;
  if (medianSeconds === null || verdictsPerHour === null) {
    return `${waits}, with ${duty}. How long the queue takes is not known: no verdict has been timed here lately.`;
  }
  const pace = `${duty} at ${many(Math.max(1, Math.round(medianSeconds)), "second", "seconds")} a verdict (median of ${verdicts})`;
  if (hoursToClear === null) {
    const needed = Math.ceil(((reviewsPerHour ?? 0) * medianSeconds) / 3600);
    return `${waits}. With ${pace}, about ${rough(verdictsPerHour)} verdicts an hour meet about ${rough(reviewsPerHour ?? 0)} new reviews: the queue grows. It takes about ${many(needed, "reviewer", "reviewers")} to keep up.`;
  }
  if (waiting === 0) return `${waits}. ${pace[0]?.toUpperCase()}${pace.slice(1)} can keep up.`;
  return `${waits}. With ${pace}, the queue is empty in about ${timeText(hoursToClear)}${more}.`;
}

/** The outlook in two sentences for people; what is not known is said. */
export function haltOutlookText(outlook: HaltOutlook): string[] {
  return [itemsText(outlook), queueText(outlook)];
}
