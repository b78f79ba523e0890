"use client";
import { Button, CloseButton, Group, Select, Stack, Text } from "@mantine/core";
import classes from "@/components/policies/challenger-fields.module.css";
import { PercentInput } from "@/components/policies/percent-input";
import type { Challenger, PolicySettings } from "@/lib/engine/policy-settings-schema";

interface ChallengerFieldsProps {
  settings: Pick<PolicySettings, "champion" | "challengers">;
  /** Those that can answer in the background, the newest first. */
  models: readonly { version: number; name: string }[];
  problemAt: (path: string) => string | undefined;
  onChange: (challengers: Challenger[]) => void;
}

const most = 5;

/** The model versions that run beside the champion, each with its share of the items. */
export function ChallengerFields({ settings, models, problemAt, onChange }: ChallengerFieldsProps) {
  const { champion, challengers } = settings;
  const free = models.filter(
    ({ version }) => version !== champion && challengers.every((challenger) => challenger.version !== version),
  );
  const [next] = free;
  const change = (index: number, part: Partial<Challenger>) =>
    onChange(challengers.map((challenger, at) => (at === index ? { ...challenger, ...part } : challenger)));
  return (
    <Stack gap="sm">
      {challengers.map(({ version, share }, index) => (
        <div key={version} className={classes.row}>
          <Select
            label="Version"
            allowDeselect={false}
            data={models
              .filter((model) => model.version === version || free.includes(model))
              .map((model) => ({ value: String(model.version), label: `Version ${model.version}, ${model.name}` }))}
            value={String(version)}
            error={problemAt(`challengers.${index}.version`)}
            onChange={(value) => value !== null && change(index, { version: Number(value) })}
          />
          <PercentInput
            label="On this share of the items"
            value={share}
            error={problemAt(`challengers.${index}.share`)}
            onShare={(value) => change(index, { share: value ?? 0 })}
          />
          <CloseButton
            aria-label={`Remove version ${version}`}
            onClick={() => onChange(challengers.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {challengers.length === 0 && next === undefined && (
        <Text size="sm" c="dimmed">
          There is no other version that could challenge the champion.
        </Text>
      )}
      {next !== undefined && challengers.length < most && (
        <Group>
          <Button
            variant="default"
            size="xs"
            onClick={() => onChange([...challengers, { version: next.version, share: 1 }])}
          >
            Add a challenger
          </Button>
        </Group>
      )}
    </Stack>
  );
}
