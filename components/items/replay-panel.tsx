"use client";
import { Button, Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import { ReplayResult } from "@/components/items/replay-result";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import { modeName } from "@/lib/engine/mode-text";
import type { Route } from "@/lib/engine/route-item";
import type { Replay, ReplayChoices } from "@/lib/items/replay-view";

interface ReplayPanelProps {
  itemId: string;
  choices: ReplayChoices;
  /** What happened on arrival, and by which policy and model. */
  happened: { route: Route; policy: number; model: number | null };
  names: AnswerNames;
  /** Of a regression's number; null for a classification. */
  unit: string | null;
  replay: (input: {
    itemId: string;
    policyVersion: number;
    modelVersion: number | null;
  }) => Promise<ActionResult<Replay>>;
}

/** Stands for the champion of whichever policy is chosen. */
const champion = "champion";

/** What another policy and another model would have said about an item. */
export function ReplayPanel({ itemId, choices, happened, names, unit, replay }: ReplayPanelProps) {
  const { policies, models } = choices;
  const inForce = policies.find((policy) => policy.inForce) ?? policies[0];
  const [policy, setPolicy] = useState(String(inForce?.version ?? 1));
  const [model, setModel] = useState(champion);
  const [result, setResult] = useState<Replay | null>(null);
  const { run, busy, error } = useAction(replay);
  const chosen = policies.find(({ version }) => String(version) === policy);
  const nameOf = (version: number) => models.find((known) => known.version === version)?.name ?? "";

  async function ask() {
    const answer = await run({
      itemId,
      policyVersion: Number(policy),
      modelVersion: model === champion ? null : Number(model),
    });
    setResult(answer.ok ? answer.result : null);
  }

  return (
    <Section
      title="What another policy would have said"
      note="The item as it arrived, routed once more: a calculation that changes nothing and is not kept."
    >
      <Group gap="sm" align="flex-end">
        <Select
          label="Policy"
          w={{ base: "100%", xs: 260 }}
          searchable
          allowDeselect={false}
          data={policies.map(({ version, mode, inForce: now }) => ({
            value: String(version),
            label: `${version}, ${modeName[mode]}${now ? " (in force)" : ""}`,
          }))}
          value={policy}
          onChange={(version) => version !== null && setPolicy(version)}
        />
        <Select
          label="Model"
          w={{ base: "100%", xs: 300 }}
          allowDeselect={false}
          data={[
            {
              value: champion,
              label:
                chosen === undefined || chosen.champion === null
                  ? "The policy's champion: none"
                  : `The policy's champion: version ${chosen.champion}`,
            },
            ...models.map(({ version, name }) => ({ value: String(version), label: `Version ${version}, ${name}` })),
          ]}
          value={model}
          onChange={(version) => version !== null && setModel(version)}
        />
        <Button variant="default" onClick={ask} loading={busy}>
          Replay
        </Button>
      </Group>
      <FormProblem error={error} shown={[]} />
      <div aria-live="polite">
        {result === null ? (
          <Text size="xs" c="dimmed" mt="sm">
            It arrived under policy {happened.policy}
            {happened.model === null ? ", with no model" : ` with version ${happened.model}, ${nameOf(happened.model)}`}
            .
          </Text>
        ) : (
          <ReplayResult replay={result} happened={happened} names={names} unit={unit} />
        )}
      </div>
    </Section>
  );
}
