import "server-only";
import type { SettingNames } from "@/lib/engine/settings-changes";
import { listModelVersions } from "@/lib/models/model-query";
import {
  findPendingProposal,
  listPolicies,
  listUnsuccessfulProposals,
  type ProposalRecord,
} from "@/lib/policies/policy-query";
import { type AgreementView, findAgreement } from "@/lib/reports/agreement-query";
import { type Evidence, findEvidence } from "@/lib/reports/evidence-query";
import { findInForce, type InForce } from "@/lib/reports/in-force-query";
import { type HistoryEntry, policyHistory } from "@/lib/reports/policy-history-view";
import { nextRung, rungNotes } from "@/lib/reports/rung-notes";
import { whoDecides } from "@/lib/reports/who-decides";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Everything on the Automation page. */
export interface AutomationView {
  whoDecides: string;
  inForce: InForce;
  notes: ReturnType<typeof rungNotes>;
  next: ReturnType<typeof nextRung>;
  agreement: AgreementView;
  evidence: Evidence;
  proposal: ProposalRecord | null;
  history: HistoryEntry[];
  /** The version before which the next page of the history begins; null: this is the last one. */
  olderBefore: number | null;
  names: SettingNames;
}

const versionsPerPage = 15;

/** `before`: the history's page begins below this version; null: with the one in force. */
export async function findAutomation(useCase: UseCaseRecord, before: number | null): Promise<AutomationView> {
  const [inForce, agreement, evidence, proposal, policies, proposals, names] = await Promise.all([
    findInForce(useCase),
    findAgreement(useCase),
    findEvidence(useCase),
    findPendingProposal(useCase.id),
    listPolicies(useCase.id, { limit: versionsPerPage + 1, before }),
    listUnsuccessfulProposals(useCase.id),
    findSettingNames(useCase),
  ]);
  const { settings } = useCase.policy;
  const certified = useCase.definition.outcomes.filter((outcome) => Object.hasOwn(settings.thresholds, outcome.key));
  const facts = {
    settings,
    certified: certified.map((outcome) => outcome.label),
    evidence,
    agreement,
    secondPerson: useCase.definition.secondPersonToRaise,
  };
  const oldest = policies.at(-1);
  return {
    whoDecides: whoDecides(settings, useCase.haltedAt !== null, inForce),
    inForce,
    notes: rungNotes(facts),
    next: nextRung(facts),
    agreement,
    evidence,
    proposal,
    history: policyHistory(policies, proposals, names),
    olderBefore: oldest === undefined || oldest.version === 1 ? null : oldest.version + 1,
    names,
  };
}

/** How the use case's outcomes and models are called, for changes in words. */
export async function findSettingNames(useCase: UseCaseRecord): Promise<SettingNames> {
  const models = await listModelVersions(useCase.id);
  return {
    outcomes: Object.fromEntries(useCase.definition.outcomes.map((outcome) => [outcome.key, outcome.label])),
    models: Object.fromEntries(models.map((model) => [model.version, model.name])),
  };
}
