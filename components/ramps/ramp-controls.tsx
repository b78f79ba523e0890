"use client";
import { Button, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef, useState } from "react";
import type { RampActions } from "@/components/ramps/ramp-actions";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import { percentText } from "@/lib/engine/settings-changes";
import type { RampView } from "@/lib/ramps/ramp-view";

interface RampControlsProps {
  ramp: RampView;
  halted: boolean;
  actions: RampActions;
}

/** Pause or go on, step back, stop. What changes the share asks for a reason first. */
export function RampControls({ ramp, halted, actions }: RampControlsProps) {
  const [asking, setAsking] = useState<"step_back" | "stop" | null>(null);
  const paused = ramp.status === "paused";
  const { run, busy, error } = useAction(paused ? actions.resume : actions.pause);

  async function toggle() {
    const answer = await run({ rampId: ramp.id });
    if (answer.ok) notifications.show({ message: paused ? "The ramp goes on." : "The ramp is paused." });
  }

  if (asking === "step_back")
    return <StepBack ramp={ramp} stepBack={actions.stepBack} onLeave={() => setAsking(null)} />;
  if (asking === "stop") return <Stop ramp={ramp} stop={actions.stop} onLeave={() => setAsking(null)} />;
  return (
    <Stack gap="xs">
      <FormProblem error={error} />
      <Group gap="xs">
        <Button variant="default" loading={busy} disabled={paused && halted} onClick={toggle}>
          {paused ? "Resume" : "Pause"}
        </Button>
        <Button variant="default" disabled={ramp.step < 0} onClick={() => setAsking("step_back")}>
          Step back
        </Button>
        <Button variant="default" onClick={() => setAsking("stop")}>
          Stop
        </Button>
        {paused && halted && (
          <Text size="sm" c="dimmed">
            The use case is halted. Lift the halt first.
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function StepBack({
  ramp,
  stepBack,
  onLeave,
}: {
  ramp: RampView;
  stepBack: RampActions["stepBack"];
  onLeave: () => void;
}) {
  const [reason, setReason] = useState("");
  const first = useFocus();
  const { run, busy, error, problemAt } = useAction(stepBack);
  const to = ramp.steps[ramp.step - 1]?.share ?? ramp.startShare;

  async function act() {
    const answer = await run({ rampId: ramp.id, fromStep: ramp.step, reason });
    if (!answer.ok) return;
    notifications.show({ message: `Stepped back. ${percentText(to)} is in force.` });
    onLeave();
  }

  return (
    <Stack gap="sm" maw="40rem">
      <Text size="sm">
        {percentText(to)} takes force at once. The ramp goes up again once its conditions pass; pause or stop it if it
        should not.
      </Text>
      <Textarea
        ref={first}
        label="Reason"
        autosize
        minRows={1}
        value={reason}
        error={problemAt("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormProblem error={error} shown={["reason"]} />
      <Group gap="xs">
        <Button loading={busy} onClick={act}>
          Step back to {percentText(to)}
        </Button>
        <Button variant="default" onClick={onLeave}>
          Leave it
        </Button>
      </Group>
    </Stack>
  );
}

function Stop({ ramp, stop, onLeave }: { ramp: RampView; stop: RampActions["stop"]; onLeave: () => void }) {
  const [reason, setReason] = useState("");
  const [share, setShare] = useState<"keep" | "go_back">("keep");
  const first = useFocus();
  const { run, busy, error, problemAt } = useAction(stop);
  const inForce = ramp.steps[ramp.step]?.share ?? ramp.startShare;

  async function act() {
    const answer = await run({ rampId: ramp.id, share, reason });
    if (!answer.ok) return;
    const left = share === "keep" ? inForce : ramp.startShare;
    notifications.show({ message: `The ramp is stopped. ${percentText(left)} is in force.` });
    onLeave();
  }

  return (
    <Stack gap="sm" maw="40rem">
      <Radio.Group
        label="After it is stopped"
        value={share}
        onChange={(value) => setShare(value === "go_back" ? "go_back" : "keep")}
      >
        <Stack gap={6} mt={6}>
          <Radio value="keep" label={`keep the share that is in force, ${percentText(inForce)}`} />
          <Radio value="go_back" label={`go back to the share from before the ramp, ${percentText(ramp.startShare)}`} />
        </Stack>
      </Radio.Group>
      <Textarea
        ref={first}
        label="Reason"
        autosize
        minRows={1}
        value={reason}
        error={problemAt("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormProblem error={error} shown={["reason"]} />
      <Group gap="xs">
        <Button loading={busy} onClick={act}>
          Stop the ramp
        </Button>
        <Button variant="default" onClick={onLeave}>
          Leave it
        </Button>
      </Group>
    </Stack>
  );
}

/** The button that was pressed is gone: the field that comes in its place has the focus. */
function useFocus() {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
}
