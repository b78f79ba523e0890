"use client";
import { Button, NumberInput, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import {
  championed,
  checkDraft,
  draftOf,
  type PolicyDraft,
  rebase,
  type Start,
  settingsOf,
  startDraft,
  withMode,
  withRamp,
} from "@/components/policies/change-draft";
import { changeEffect } from "@/components/policies/change-effect";
import classes from "@/components/policies/change-policy-form.module.css";
import { ChangeSummary } from "@/components/policies/change-summary";
import { CheckFields } from "@/components/policies/check-fields";
import type { Guarded } from "@/components/policies/guardrail-draft";
import { GuardrailEditor } from "@/components/policies/guardrail-editor";
import { guardrailNamesOf } from "@/components/policies/guardrail-names";
import { ModeChoice } from "@/components/policies/mode-choice";
import { MoreSettings } from "@/components/policies/more-settings";
import { PercentInput } from "@/components/policies/percent-input";
import type { PolicyActions, PreviewSize } from "@/components/policies/policy-actions";
import { PreviewPanel } from "@/components/policies/preview-panel";
import { problemPlace } from "@/components/policies/problem-place";
import { ThresholdFields } from "@/components/policies/threshold-fields";
import { usePreview } from "@/components/policies/use-preview";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { useAction } from "@/components/ui/use-action";
import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type SettingNames, settingChanges } from "@/lib/engine/settings-changes";
import type { ConfidenceBin } from "@/lib/statistics/coverage";

interface ChangePolicyFormProps {
  useCase: { id: string; slug: string; secondPerson: boolean; guarded: Guarded };
  policy: { version: number; settings: PolicySettings };
  /**
   * The newest first. `background`: it can answer there, because it needs no caller to send its predictions. `spread`:
   * its numbers come with one.
   */
  models: readonly { version: number; name: string; background: boolean; spread: boolean }[];
  /** The confidences of the last weeks' predictions, by outcome. */
  evidence: { outcomes: readonly { key: string; bins: readonly ConfidenceBin[] }[] };
  names: SettingNames;
  /** People who may work in the queue. */
  reviewers: number;
  isAdmin: boolean;
  /** A proposal waits. */
  pending: boolean;
  start: Start;
  actions: Pick<PolicyActions, "change" | "preview">;
}

/** Places in the settings that have an input; what is wrong elsewhere stands above the button. */
const shownPath =
  /^(mode|baseMode|rampShare|thresholds\..+|maxSpread|(qc|blind|agreementAudit)Share|reviewsPerItem|consensus|reveal|fallback\.\w+|guardrails\.\d+\..+|priority\.\d+\.\w+|slaMinutes|approvals\.\w+|champion|challengers\.\d+\.\w+|saltVersion|reason)$/;

/** What a largest spread means with this champion. */
function spreadNote(unit: string, givesSpread: boolean): string {
  if (!givesSpread) return "The champion gives no spread, so in partial automation it decides nothing.";
  return `In ${unit || "the number's unit"}. Empty: people decide everything.`;
}

function decidesNote(mode: Mode, kind: Guarded["kind"]): string {
  if (mode === "full_automation")
    return "Counts in partial automation; in full automation the model decides all it can answer.";
  if (mode === "partial_automation" && kind === "regression")
    return "Up to this spread the model decides; above it a person does.";
  if (mode === "partial_automation") return "From this confidence on the model decides; below it a person does.";
  return "Takes effect from partial automation on.";
}

/** Goes to the first input that says what is wrong, as soon as it says so. */
function showFirstProblem(form: HTMLFormElement) {
  setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 50);
}

/** Changes a policy: the settings at left; at right, in words and figures, what that means, and the button that does it. */
export function ChangePolicyForm(props: ChangePolicyFormProps) {
  const { useCase, models, evidence, names, reviewers, isAdmin, pending, start, actions } = props;
  const { guarded } = useCase;
  const router = useRouter();
  // The page follows what is in force. What somebody is editing here stays on the version that they began with.
  const [policy, setPolicy] = useState(props.policy);
  const overtaken = props.policy.version !== policy.version;
  const [edited, setEdited] = useState(() => {
    const draft = startDraft(policy.settings, start, models);
    return { draft, valid: checkDraft(draft, guarded).settings ?? policy.settings };
  });
  const [reason, setReason] = useState("");
  const [checking, setChecking] = useState(false);
  const [items, setItems] = useState<PreviewSize>(1_000);
  const { run, busy, error, clear } = useAction(actions.change);

  const { draft, valid } = edited;
  const checked = checkDraft(draft, guarded);
  const previewed = usePreview(actions.preview, useCase.id, checked.settings, items);
  const problems = [...(checking ? checked.problems : []), ...previewed.problems, ...(error?.problems ?? [])];
  const problemAt = (path: string) =>
    problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message;

  function edit(make: (former: PolicyDraft) => PolicyDraft) {
    setEdited((former) => {
      const next = make(former.draft);
      return { draft: next, valid: checkDraft(next, guarded).settings ?? former.valid };
    });
    clear();
  }
  const set = (part: Partial<PolicyDraft>) => edit((former) => ({ ...former, ...part }));

  const fieldNames = Object.fromEntries(guarded.fields.map(({ key, label }) => [key, label]));
  const allNames = { ...names, fields: fieldNames };
  const ruleNames = guardrailNamesOf([policy.settings, valid], allNames);
  const changes = settingChanges(policy.settings, valid, allNames);
  const changed = changes.length > 0 || checked.settings === null;
  const effect =
    checked.settings === null || overtaken
      ? null
      : changeEffect(policy.settings, valid, { version: policy.version, secondPerson: useCase.secondPerson, pending });
  const automatic = models.filter(({ background }) => background);
  const givesSpread = models.some(({ version, spread }) => spread && version === draft.champion);
  const units = guarded.unit === "entity" ? "entities" : "items";
  const lowerModes = modes.filter((mode) => rungOf(mode) <= rungOf(draft.mode));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    setChecking(true);
    if (checked.settings === null) return showFirstProblem(form);
    const changesWanted = settingsOf(draft, guarded);
    const answer = await run({ useCaseId: useCase.id, changes: changesWanted, reason, basedOn: policy.version });
    if (!answer.ok) {
      if (answer.error.code === "conflict") router.refresh();
      return showFirstProblem(form);
    }
    const message =
      "proposal" in answer.result
        ? "Proposed. Another person has to approve it."
        : `Policy ${answer.result.inForce.policyVersion} is in force.`;
    notifications.show({ message });
    router.push(`/use-cases/${useCase.slug}/automation`);
  }

  function goOn(make: (former: PolicyDraft) => PolicyDraft) {
    setPolicy(props.policy);
    edit(make);
  }

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Stack gap="lg" miw={0}>
        <Section>
          <Stack gap="md">
            <ModeChoice
              value={draft.mode}
              inForce={policy.settings.mode}
              withoutModel={models.length === 0}
              error={problemAt("mode")}
              onChange={(mode) => edit((former) => withMode(former, mode, models))}
            />
            {models.length === 0 ? (
              <Text size="sm" c="dimmed">
                Every rung above {modeName.human_only} needs a model.{" "}
                <TextLink href={`/use-cases/${useCase.slug}/models`}>Add one</TextLink> first.
              </Text>
            ) : (
              <Select
                label="Champion"
                description="The model version whose answers count."
                placeholder="none"
                clearable={draft.mode === "human_only"}
                allowDeselect={false}
                data={models.map(({ version, name }) => ({
                  value: String(version),
                  label: `Version ${version}, ${name}`,
                }))}
                value={draft.champion === null ? null : String(draft.champion)}
                error={problemAt("champion")}
                onChange={(version) => edit((former) => championed(former, version === null ? null : Number(version)))}
              />
            )}
          </Stack>
        </Section>
        {draft.mode !== "human_only" && (
          <Section
            title="Ramp"
            note={
              <>
                Start with a share of the {units}. Raising it keeps everyone who is inside. It can also go up{" "}
                <TextLink href={`/use-cases/${useCase.slug}/automation/ramp`} size="sm">
                  by a schedule
                </TextLink>
                .
              </>
            }
          >
            <div className={classes.pair}>
              <PercentInput
                label={`Share that gets ${modeName[draft.mode]}`}
                value={draft.rampShare}
                error={problemAt("rampShare")}
                onShare={(share) => edit((former) => withRamp(former, share ?? 0, policy.settings.mode))}
              />
              <Select
                label="The others get"
                allowDeselect={false}
                data={lowerModes.map((mode) => ({ value: mode, label: modeName[mode] }))}
                value={draft.baseMode}
                disabled={draft.rampShare === 1}
                error={problemAt("baseMode")}
                onChange={(mode) => set({ baseMode: modes.find((known) => known === mode) ?? draft.baseMode })}
              />
            </div>
          </Section>
        )}
        {draft.champion !== null && (
          <Section title="What the model may decide" note={decidesNote(draft.mode, guarded.kind)}>
            {guarded.kind === "classification" ? (
              <ThresholdFields
                outcomes={guarded.outcomes.map((outcome) => ({
                  ...outcome,
                  bins: evidence.outcomes.find(({ key }) => key === outcome.key)?.bins ?? [],
                }))}
                thresholds={draft.thresholds}
                problemAt={problemAt}
                onChange={(thresholds) => set({ thresholds })}
              />
            ) : (
              <NumberInput
                label="Largest spread"
                description={spreadNote(guarded.target?.unit ?? "", givesSpread)}
                min={0}
                maw={320}
                value={draft.maxSpread ?? ""}
                error={problemAt("maxSpread")}
                onChange={(spread) => set({ maxSpread: spread === "" || Number(spread) <= 0 ? null : Number(spread) })}
              />
            )}
          </Section>
        )}
        {(draft.champion !== null || draft.guardrails.length > 0) && (
          <GuardrailEditor
            guardrails={draft.guardrails}
            guarded={guarded}
            names={allNames}
            problemAt={problemAt}
            onChange={(guardrails) => set({ guardrails })}
          />
        )}
        {draft.mode !== "human_only" && <CheckFields settings={draft} problemAt={problemAt} onChange={set} />}
        <MoreSettings
          draft={draft}
          inForce={policy.settings}
          guarded={guarded}
          secondPerson={useCase.secondPerson}
          isAdmin={isAdmin}
          models={automatic}
          reviewers={reviewers}
          problemAt={problemAt}
          onChange={set}
        />
        {changed && (
          <div className={classes.jump}>
            <Button component="a" href="#what-changes" fullWidth variant="default">
              See what changes{changes.length > 0 && ` (${changes.length})`}
            </Button>
          </div>
        )}
      </Stack>
      <aside className={classes.summary} aria-label="What changes">
        <ChangeSummary
          version={policy.version}
          changed={changed}
          changes={changes}
          effect={effect}
          overtakenBy={
            overtaken
              ? {
                  version: props.policy.version,
                  changes: settingChanges(policy.settings, props.policy.settings, allNames),
                }
              : null
          }
          onCarryOver={() => goOn((former) => rebase(policy.settings, former, props.policy.settings))}
          onStartAgain={() => goOn(() => draftOf(props.policy.settings))}
          preview={
            // The server compares with what is in force, and that is another policy by now.
            overtaken ? null : (
              <PreviewPanel
                previewed={previewed}
                wrong={[...checked.problems, ...previewed.problems].map(problemPlace)}
                items={items}
                onItems={setItems}
                guardrailNames={ruleNames}
              />
            )
          }
          reason={reason}
          reasonProblem={problemAt("reason")}
          onReason={setReason}
          wrong={problems.filter(({ path }) => shownPath.test(path)).length}
          problem={
            <FormProblem
              error={error}
              shown={problems.map(({ path }) => path).filter((path) => shownPath.test(path))}
            />
          }
          busy={busy}
        />
      </aside>
    </form>
  );
}
