"use client";
import { Stack, Text, Title } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConditionList } from "@/components/ramps/condition-list";
import type { RampActions } from "@/components/ramps/ramp-actions";
import { RampControls } from "@/components/ramps/ramp-controls";
import classes from "@/components/ramps/ramp-panel.module.css";
import { RampStair } from "@/components/ramps/ramp-stair";
import { ButtonLink } from "@/components/ui/button-link";
import { ExactTime } from "@/components/ui/exact-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import type { Mode } from "@/lib/engine/mode";
import { modeName } from "@/lib/engine/mode-text";
import { minutesText } from "@/lib/engine/ramp-conditions";
import { percentText } from "@/lib/engine/settings-changes";
import type { RampView } from "@/lib/ramps/ramp-view";

interface RampPanelProps {
  /** The ramp under way, or the last one; null: there was none. */
  ramp: RampView | null;
  mode: Mode;
  baseMode: Mode;
  unit: "item" | "entity";
  mayChange: boolean;
  planHref: string;
  halted: boolean;
  /** When the page was made, in ISO 8601. */
  now: string;
  actions: RampActions;
}

/** So often a page with a ramp under way looks at what the last check found. */
const readEveryMs = 15_000;
/** The worker checks every 10 seconds; if it has not for this long, somebody should know. */
const lateMs = 120_000;

/** A use case's ramp: its steps, what each condition says, what is missing, and the hand on it. */
export function RampPanel(props: RampPanelProps) {
  const { ramp, mayChange, planHref } = props;
  const plan = mayChange && (
    <ButtonLink href={planHref} variant="default">
      Plan a ramp
    </ButtonLink>
  );
  if (ramp === null) {
    return (
      <Section title="Ramp" actions={plan}>
        <Text size="sm" c="dimmed">
          No ramp is under way. A ramp raises the share step by step, each step only on the evidence that you ask for.
        </Text>
      </Section>
    );
  }
  if (ramp.status === "finished" || ramp.status === "stopped") {
    return (
      <Section title="Ramp" actions={plan}>
        <Text size="sm">
          The last ramp was {ramp.status}
          {ramp.endedAt !== null && (
            <>
              {" "}
              <RelativeTime at={ramp.endedAt} />
            </>
          )}
          . {ramp.endedBecause}
        </Text>
      </Section>
    );
  }
  return <RampUnderWay {...props} ramp={ramp} />;
}

function RampUnderWay({
  ramp,
  mode,
  baseMode,
  unit,
  mayChange,
  halted,
  now,
  actions,
}: RampPanelProps & { ramp: RampView }) {
  const router = useRouter();
  useInterval(() => router.refresh(), readEveryMs, { autoInvoke: true });
  const share = ramp.steps[ramp.step]?.share ?? ramp.startShare;
  const units = unit === "entity" ? "entities" : "items";
  const at = ramp.step < 0 ? "Before step 1" : `Step ${ramp.step + 1} of ${ramp.steps.length}`;
  const others = share < 1 ? `; the others get ${modeName[baseMode]}` : "";
  const late = ramp.checkedAt !== null && Date.parse(now) - Date.parse(ramp.checkedAt) > lateMs;
  return (
    <Section
      title="Ramp"
      note={
        <>
          by {ramp.author}, started <RelativeTime at={ramp.startedAt} />: {ramp.reason}
        </>
      }
    >
      <Stack gap="md">
        <div>
          <Text fw={550} className="numbers">
            {ramp.status === "paused" ? "Paused. " : ""}
            {at}: {percentText(share)} of {units} get {modeName[mode]}
            {others}.
          </Text>
          {ramp.note !== "" && <Text size="sm">{ramp.note}</Text>}
        </div>
        <RampStair mode={mode} startShare={ramp.startShare} steps={ramp.steps} step={ramp.step} />
        <div className={classes.columns}>
          <div>
            <Title order={3} size="sm" mb="xs">
              {ramp.step >= ramp.steps.length - 1 ? "To be finished" : "Before the next step"}
            </Title>
            <HoldLine until={ramp.holdUntil} now={now} />
            <ConditionList conditions={ramp.conditions} />
          </div>
          <div>
            <Title order={3} size="sm" mb="xs">
              Guards
            </Title>
            {ramp.guards.length === 0 ? (
              <Text size="sm" c="dimmed">
                None. Nothing takes this ramp down by itself.
              </Text>
            ) : (
              <>
                <Text size="xs" c="dimmed" mb="xs">
                  One that fails takes the ramp down a step at once.
                </Text>
                <ConditionList conditions={ramp.guards} guards />
              </>
            )}
          </div>
        </div>
        {ramp.missing.length > 0 && (
          <div className={classes.missing} aria-live="polite">
            <Text size="sm" fw={550}>
              What is missing
            </Text>
            <ul className={classes.reasons}>
              {[...new Set(ramp.missing)].map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </div>
        )}
        <Text size="xs" c="dimmed">
          {ramp.checkedAt === null ? (
            "The worker has not looked at this step yet; it does every 10 seconds."
          ) : (
            <>
              Looked at <RelativeTime at={ramp.checkedAt} />.
              {late && " That is long ago: the worker may be down, and then nothing advances or steps down by itself."}
            </>
          )}
        </Text>
        {mayChange && (
          <RampControls key={`${ramp.step} ${ramp.status}`} ramp={ramp} halted={halted} actions={actions} />
        )}
      </Stack>
    </Section>
  );
}

/** Until when the step lasts at least, counted down. */
function HoldLine({ until, now }: { until: string; now: string }) {
  const [at, setAt] = useState(() => Date.parse(now));
  useInterval(() => setAt(Date.now()), 20_000, { autoInvoke: true });
  const leftMinutes = (Date.parse(until) - at) / 60_000;
  return (
    <Text size="sm" mb="xs" className="numbers">
      {leftMinutes > 0
        ? `Holds for another ${minutesText(Math.max(1, leftMinutes))}, until `
        : "The hold is over since "}
      <ExactTime at={until} />.
    </Text>
  );
}
