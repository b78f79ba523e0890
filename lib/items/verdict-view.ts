/** A verdict from another system as callers of the API see it: what they sent, with its keys. The same every time. */
export type VerdictView = {
  id: string;
  itemId: string;
  externalId: string;
  reviewer: string;
  at: string;
  suggestionVisible: boolean;
  secondsSpent: number | null;
} & ({ outcome: string } | { value: number });

/** What is stored, as it is answered. */
export function verdictView(verdict: {
  id: string;
  itemId: string;
  externalId: string;
  reviewer: string;
  outcome: string | null;
  value: number | null;
  at: Date;
  suggestionVisible: boolean;
  secondsSpent: number | null;
}): VerdictView {
  const { id, itemId, externalId, reviewer, outcome, value, at, suggestionVisible, secondsSpent } = verdict;
  const answer = value === null ? { outcome: outcome ?? "" } : { value };
  return { id, itemId, externalId, reviewer, ...answer, at: at.toISOString(), suggestionVisible, secondsSpent };
}
