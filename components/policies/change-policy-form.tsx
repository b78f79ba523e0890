"use client";
import { NumberInput, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ChallengerFields } from "@/components/policies/challenger-fields";
import { changeEffect, type ProjectionData } from "@/components/policies/change-effect";
import classes from "@/components/policies/change-policy-form.module.css";
import { ChangeSummary } from "@/components/policies/change-summary";
import { CheckFields } from "@/components/policies/check-fields";
import { ModeChoice } from "@/components/policies/mode-choice";
import { PercentInput } from "@/components/policies/percent-input";
import type { PolicyActions } from "@/components/policies/policy-actions";
import { ThresholdFields } from "@/components/policies/threshold-fields";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { useAction } from "@/components/ui/use-action";
import { type Mode, modes, rungOf } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";
import { type PolicySettings, withChampion } from "@/lib/engine/policy-settings-schema";
import { type SettingNames, settingChanges } from "@/lib/engine/settings-changes";

interface ChangePolicyFormProps {
  useCase: { id: string; slug: string; secondPerson: boolean; unit: "item" | "entity"; targetUnit: string | null };
  policy: { version: number; settings: PolicySettings };
  outcomes: readonly { key: string; label: string; colour: string }[];
  /**
   * The newest first. `background`: it can answer there, because it needs no caller to send its predictions. `spread`:
   * its numbers come with one.
   */
  models: readonly { version: number; name: string; background: boolean; spread: boolean }[];
  evidence: ProjectionData;
  names: SettingNames;
  /** A proposal waits. */
  pending: boolean;
  /** The rung to begin with. */
  startMode: Mode;
  /** The champion to begin with; null: the one in force. */
  startChampion: number | null;
  /** A challenger to begin with; null: those in force. */
  startChallenger: number | null;
  change: PolicyActions["change"];
}

/** The settings with this champion; without one there is nothing to challenge. */
function championed(settings: PolicySettings, champion: number | null): PolicySettings {
  return champion === null ? { ...settings, champion, challengers: [] } : withChampion(settings, champion);
}

function challenged(settings: PolicySettings, version: number | null): PolicySettings {
  const named = version === null || settings.champion === version || settings.champion === null;
  if (named || settings.challengers.some((challenger) => challenger.version === version)) return settings;
  return { ...settings, challengers: [...settings.challengers, { version, share: 1 }] };
}

const shown = ["mode", "baseMode", "rampShare", "maxSpread", "qcShare", "blindShare", "reveal", "champion", "reason"];
const shownOfChallengers = [0, 1, 2, 3, 4].flatMap((at) => [`challengers.${at}.version`, `challengers.${at}.share`]);

/** The settings with a mode that fits: a champion above human_only, a base mode not above the mode. */
function withMode(settings: PolicySettings, mode: Mode, models: ChangePolicyFormProps["models"]): PolicySettings {
  const champion = settings.champion ?? (mode === "human_only" ? null : (models[0]?.version ?? null));
  const baseMode = rungOf(settings.baseMode) > rungOf(mode) ? mode : settings.baseMode;
  return { ...settings, mode, baseMode, champion };
}

/** A ramp that begins leaves the others on the rung in force, where that is lower. */
function withRamp(settings: PolicySettings, rampShare: number, inForce: Mode): Partial<PolicySettings> {
  const begins = settings.rampShare === 1 && rampShare < 1 && rungOf(inForce) < rungOf(settings.mode);
  return { rampShare, ...(begins && { baseMode: inForce }) };
}

/** What a largest spread means with this champion. */
function spreadNote(unit: string, givesSpread: boolean): string {
  if (!givesSpread) return "The champion gives no spread, so in partial automation it decides nothing.";
  return `In ${unit || "the number's unit"}. Empty: people decide everything.`;
}

function thresholdNote(mode: Mode): string {
  if (mode === "full_automation")
    return "Counts in partial automation; in full automation the model decides all it can answer.";
  if (mode === "partial_automation") return "From this confidence on the model decides; below it a person does.";
  return "Takes effect from partial automation on.";
}

/** Changes a policy: the settings at left; at right, in words, what that changes and means, and the button that does it. */
export function ChangePolicyForm(props: ChangePolicyFormProps) {
  const { useCase, outcomes, models, evidence, names, pending, startMode, startChampion, startChallenger, change } =
    props;
  const router = useRouter();
  // The page follows what is in force. What somebody is editing here stays on the version that they began with.
  const [policy, setPolicy] = useState(props.policy);
  const overtaken = props.policy.version !== policy.version;
  const [settings, setSettings] = useState(() => {
    const start = championed(policy.settings, startChampion ?? policy.settings.champion);
    return challenged(withMode(start, startMode, models), startChallenger);
  });
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt, clear } = useAction(change);
  const set = (part: Partial<PolicySettings>) => setSettings((former) => ({ ...former, ...part }));

  const changes = settingChanges(policy.settings, settings, names);
  const effect = changeEffect(policy.settings, settings, {
    version: policy.version,
    secondPerson: useCase.secondPerson,
    pending,
    evidence,
  });
  const givesSpread = models.some(({ version, spread }) => spread && version === settings.champion);
  const units = useCase.unit === "entity" ? "entities" : "items";
  const lowerModes = modes.filter((mode) => rungOf(mode) <= rungOf(settings.mode));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ useCaseId: useCase.id, changes: settings, reason, basedOn: policy.version });
    if (!answer.ok) return;
    const message =
      "proposal" in answer.result
        ? "Proposed. Another manager has to approve it."
        : `Policy ${answer.result.inForce.policyVersion} is in force.`;
    notifications.show({ message });
    router.push(`/use-cases/${useCase.slug}/automation`);
  }

  function startAgain() {
    setPolicy(props.policy);
    setSettings(props.policy.settings);
    clear();
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack gap="lg">
        <Section>
          <Stack gap="md">
            <ModeChoice
              value={settings.mode}
              inForce={policy.settings.mode}
              withoutModel={models.length === 0}
              error={problemAt("mode")}
              onChange={(mode) => setSettings((former) => withMode(former, mode, models))}
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
                clearable={settings.mode === "human_only"}
                allowDeselect={false}
                data={models.map(({ version, name }) => ({
                  value: String(version),
                  label: `Version ${version}, ${name}`,
                }))}
                value={settings.champion === null ? null : String(settings.champion)}
                error={problemAt("champion")}
                onChange={(version) =>
                  setSettings((former) => championed(former, version === null ? null : Number(version)))
                }
              />
            )}
          </Stack>
        </Section>
        {settings.mode !== "human_only" && (
          <Section title="Ramp" note={`Start with a share of the ${units}. Raising it keeps everyone who is inside.`}>
            <div className={classes.pair}>
              <PercentInput
                label={`Share that gets ${modeName[settings.mode]}`}
                value={settings.rampShare}
                error={problemAt("rampShare")}
                onShare={(share) => set(withRamp(settings, share ?? 0, policy.settings.mode))}
              />
              <Select
                label="The others get"
                allowDeselect={false}
                data={lowerModes.map((mode) => ({ value: mode, label: modeName[mode] }))}
                value={settings.baseMode}
                disabled={settings.rampShare === 1}
                error={problemAt("baseMode")}
                onChange={(mode) => set({ baseMode: modes.find((known) => known === mode) ?? settings.baseMode })}
              />
            </div>
          </Section>
        )}
        {settings.champion !== null && (
          <Section title="What the model may decide" note={thresholdNote(settings.mode)}>
            {useCase.targetUnit === null ? (
              <ThresholdFields
                outcomes={outcomes.map((outcome) => ({
                  ...outcome,
                  bins: evidence.outcomes.find(({ key }) => key === outcome.key)?.bins ?? [],
                }))}
                thresholds={settings.thresholds}
                problemAt={problemAt}
                onChange={(thresholds) => set({ thresholds })}
              />
            ) : (
              <NumberInput
                label="Largest spread"
                description={spreadNote(useCase.targetUnit, givesSpread)}
                min={0}
                maw={320}
                value={settings.maxSpread ?? ""}
                error={problemAt("maxSpread")}
                onChange={(spread) => set({ maxSpread: spread === "" || Number(spread) <= 0 ? null : Number(spread) })}
              />
            )}
          </Section>
        )}
        {settings.champion !== null && (
          <ChallengerFields
            settings={settings}
            models={models.filter(({ background }) => background)}
            problemAt={problemAt}
            onChange={(challengers) => set({ challengers })}
          />
        )}
        {settings.mode !== "human_only" && <CheckFields settings={settings} problemAt={problemAt} onChange={set} />}
      </Stack>
      <aside className={classes.summary} aria-label="What changes">
        <ChangeSummary
          version={policy.version}
          changes={changes}
          effect={effect}
          overtakenBy={overtaken ? props.policy.version : null}
          onStartAgain={startAgain}
          reason={reason}
          reasonProblem={problemAt("reason")}
          onReason={setReason}
          problem={
            <FormProblem
              error={error}
              shown={[...shown, ...shownOfChallengers, ...outcomes.map(({ key }) => `thresholds.${key}`)]}
            />
          }
          busy={busy}
        />
      </aside>
    </form>
  );
}
