import "server-only";
import type { SettingNames } from "@/lib/engine/settings-changes";
import { listModelVersions } from "@/lib/models/model-query";
import {
  findPendingProposal,
  listPolicies,
  listUnsuccessfulProposals,
  type PolicyRecord,
  type ProposalRecord,
} from "@/lib/policies/policy-query";
import { type AgreementView, findAgreement } from "@/lib/reports/agreement-query";
import { type Evidence, findEvidence } from "@/lib/reports/evidence-query";
import { countGuardrails, type GuardrailReport } from "@/lib/reports/guardrail-counts-query";
import { findInForce, type InForce } from "@/lib/reports/in-force-query";
import {
  type ComparedPolicy,
  type ComparedSetting,
  comparedVersions,
  compareSettings,
} from "@/lib/reports/policy-comparison-view";
import { findLiftProposals, listPolicyEvents } from "@/lib/reports/policy-event-query";
import { type HistoryEntry, historySpan, policyHistory } from "@/lib/reports/policy-history-view";
import { findRoutedFlows, type RoutedFlows } from "@/lib/reports/routed-flow-query";
import { nextRung, rungNotes } from "@/lib/reports/rung-notes";
import { settingRows } from "@/lib/reports/setting-rows";
import { findSpreads, type SpreadEvidence } from "@/lib/reports/spread-query";
import { whoDecides } from "@/lib/reports/who-decides";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Everything on the Automation page. */
export interface AutomationView {
  whoDecides: string;
  inForce: InForce;
  flows: RoutedFlows;
  guardrails: GuardrailReport;
  notes: ReturnType<typeof rungNotes>;
  next: ReturnType<typeof nextRung>;
  agreement: AgreementView;
  evidence: Evidence;
  /** Null for classifications. */
  spreads: SpreadEvidence | null;
  /** The change of settings that waits for a second person. A lifting of a halt is told with the halt. */
  proposal: ProposalRecord | null;
  history: HistoryEntry[];
  /** The version before which the next page of the history begins; null: this is the last one. */
  olderBefore: number | null;
  /** Two versions side by side, where two were asked for that exist. */
  comparison: PolicyComparison | null;
  names: SettingNames;
}

export interface PolicyComparison {
  one: ComparedPolicy;
  other: ComparedPolicy;
  rows: ComparedSetting[];
}

/** What of the history a page shows. */
export interface HistoryChoice {
  /** It begins below this version; null: with the one in force. */
  before: number | null;
  /** Two versions to set side by side, as `3..7`. */
  compare?: unknown;
}

const versionsPerPage = 15;

export async function findAutomation(useCase: UseCaseRecord, choice: HistoryChoice): Promise<AutomationView> {
  const [inForce, flows, guardrails, agreement, evidence, spreads, waiting, policies, proposals, names] =
    await Promise.all([
      findInForce(useCase),
      findRoutedFlows(useCase.id),
      countGuardrails(useCase),
      findAgreement(useCase),
      findEvidence(useCase),
      findSpreads(useCase),
      findPendingProposal(useCase.id),
      listPolicies(useCase.id, { limit: versionsPerPage + 1, before: choice.before }),
      listUnsuccessfulProposals(useCase.id),
      findSettingNames(useCase),
    ]);
  const { from, until } = historySpan(policies);
  const proposalIds = [...proposals, ...(waiting === null ? [] : [waiting])].map(({ id }) => id);
  const [events, lifts, comparison] = await Promise.all([
    listPolicyEvents(useCase, from, until),
    findLiftProposals(proposalIds),
    findComparison(useCase, choice.compare, names),
  ]);
  const { settings } = useCase.policy;
  const certified = useCase.definition.outcomes.filter((outcome) => Object.hasOwn(settings.thresholds, outcome.key));
  const facts = {
    settings,
    certified: certified.map((outcome) => outcome.label),
    evidence,
    spreads,
    agreement,
    secondPerson: useCase.definition.secondPersonToRaise,
  };
  const oldest = policies.at(-1);
  return {
    whoDecides: whoDecides(settings, useCase.haltedAt !== null, inForce),
    inForce,
    flows,
    guardrails,
    notes: rungNotes(facts),
    next: nextRung(facts),
    agreement,
    evidence,
    spreads,
    proposal: waiting !== null && lifts.has(waiting.id) ? null : waiting,
    history: policyHistory({ policies, proposals, lifts, events }, names),
    olderBefore: oldest === undefined || oldest.version === 1 ? null : oldest.version + 1,
    comparison,
    names,
  };
}

async function findComparison(
  useCase: UseCaseRecord,
  compare: unknown,
  names: SettingNames,
): Promise<PolicyComparison | null> {
  const versions = comparedVersions(compare);
  if (versions === null) return null;
  const find = (version: number) => listPolicies(useCase.id, { limit: 1, before: version + 1 });
  const [[one], [other]] = await Promise.all([find(versions.one), find(versions.other)]);
  // Numbers have no gaps, so another one than asked for means that there is none so high.
  if (one?.version !== versions.one || other?.version !== versions.other) return null;
  const rows = ({ settings }: PolicyRecord) => settingRows(settings, useCase.definition, names);
  const compared = ({ version, settings, authorName, createdAt }: PolicyRecord): ComparedPolicy => ({
    version,
    settings,
    author: authorName,
    at: createdAt,
  });
  return { one: compared(one), other: compared(other), rows: compareSettings(rows(one), rows(other)) };
}

/** How the use case's outcomes and models are called, for changes in words. */
export async function findSettingNames(useCase: UseCaseRecord): Promise<SettingNames> {
  const models = await listModelVersions(useCase.id);
  return {
    outcomes: Object.fromEntries(useCase.definition.outcomes.map((outcome) => [outcome.key, outcome.label])),
    models: Object.fromEntries(models.map((model) => [model.version, model.name])),
  };
}
