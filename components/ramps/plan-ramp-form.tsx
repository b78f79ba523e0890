"use client";
import { Button, Stack, Text, Textarea, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import formClasses from "@/components/policies/change-policy-form.module.css";
import { ConditionFields } from "@/components/ramps/condition-fields";
import type { StartRamp } from "@/components/ramps/ramp-actions";
import { draftSchedule, earliestEnd, type RampDraft, usualDraft } from "@/components/ramps/ramp-draft";
import { RampStair } from "@/components/ramps/ramp-stair";
import { StepFields } from "@/components/ramps/step-fields";
import { ExactTime } from "@/components/ui/exact-time";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import { isRaise } from "@/lib/engine/is-raise";
import { automates } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText } from "@/lib/engine/settings-changes";

interface PlanRampFormProps {
  useCase: { id: string; slug: string; secondPerson: boolean };
  policy: { version: number; settings: PolicySettings };
  /** Why none can be started now, as a sentence; null: one can. */
  blocked: string | null;
  /** When the page was made, in ISO 8601. */
  now: string;
  start: StartRamp;
}

/** Plans a ramp and starts it, or proposes it. */
export function PlanRampForm({ useCase, policy, blocked, now, start }: PlanRampFormProps) {
  const router = useRouter();
  const { settings, version } = policy;
  const [draft, setDraft] = useState<RampDraft>(() => usualDraft(settings.rampShare, automates(settings.mode)));
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt: refusedAt } = useAction(start);
  const { schedule, problems } = draftSchedule(draft, settings);
  const problemAt = (path: string) => problems.get(path);
  const last = draft.steps.at(-1);
  const proposes =
    useCase.secondPerson && last !== undefined && isRaise(settings, { ...settings, rampShare: last.share });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (schedule === null) return;
    const answer = await run({ useCaseId: useCase.id, schedule, reason, basedOn: version });
    if (!answer.ok) return;
    const message =
      "proposal" in answer.result
        ? "Proposed. The ramp starts when another manager approves it."
        : "The ramp runs. Its first step is in force.";
    notifications.show({ message });
    router.push(`/use-cases/${useCase.slug}/automation`);
  }

  return (
    <form onSubmit={submit} className={formClasses.form}>
      <Stack gap="lg">
        <Section
          title="Steps"
          note={`Of the ramp from ${modeName[settings.baseMode]} to ${modeName[settings.mode]}. ${percentText(settings.rampShare)} is in force.`}
        >
          <StepFields
            steps={draft.steps}
            problemAt={problemAt}
            onChange={(steps) => setDraft((former) => ({ ...former, steps }))}
          />
        </Section>
        <Section
          title="Each step waits for"
          note="Everything that is ticked must pass before the next step. No data is never a pass."
        >
          {problemAt("conditions") !== undefined && (
            <Text size="sm" fw={550} mb="xs">
              {problemAt("conditions")}
            </Text>
          )}
          <ConditionFields
            guards={false}
            list={draft.conditions}
            problemAt={problemAt}
            onChange={(conditions) => setDraft((former) => ({ ...former, conditions }))}
          />
        </Section>
        <Section
          title="It goes down a step at once where"
          note="Also in the middle of a hold, and while it is paused. A guard never looks back before its own step."
        >
          <ConditionFields
            guards
            list={draft.guards}
            problemAt={problemAt}
            onChange={(guards) => setDraft((former) => ({ ...former, guards }))}
          />
        </Section>
      </Stack>
      <aside className={formClasses.summary} aria-label="The ramp">
        <Section>
          <Stack gap="sm">
            <Title order={2}>The ramp</Title>
            {schedule === null ? (
              <Text size="sm" c="dimmed">
                Something in the plan is not right yet. What it is stands at its place.
              </Text>
            ) : (
              <>
                <RampStair mode={settings.mode} startShare={settings.rampShare} steps={schedule.steps} step={null} />
                <div className={formClasses.effect} aria-live="polite">
                  <Text size="sm" className="numbers">
                    {schedule.steps.length === 1 ? (
                      `It would put ${percentText(schedule.steps[0]?.share ?? 0)} in force at once, and watch it from there.`
                    ) : (
                      <>
                        Started now, it would reach {percentText(schedule.steps.at(-1)?.share ?? 0)} on{" "}
                        <ExactTime at={earliestEnd(schedule.steps, new Date(now))} /> at the earliest.
                      </>
                    )}
                  </Text>
                  <Text size="sm">
                    {proposes
                      ? "It raises automation, so another person has to approve it once; then no step is asked about again."
                      : "It starts at once, with its first step."}
                  </Text>
                </div>
              </>
            )}
            {blocked !== null && (
              <Text size="sm" fw={600}>
                {blocked}
              </Text>
            )}
            <Textarea
              label="Reason"
              description="For those who read the history."
              autosize
              minRows={2}
              maxRows={8}
              value={reason}
              error={refusedAt("reason")}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <FormProblem error={error} shown={["reason"]} />
            <Button type="submit" loading={busy} disabled={schedule === null || blocked !== null}>
              {proposes ? "Propose this ramp" : "Start this ramp"}
            </Button>
          </Stack>
        </Section>
      </aside>
    </form>
  );
}
