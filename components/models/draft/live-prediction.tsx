"use client";
import { ActionIcon, Button, Group, Loader, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { InputList } from "@/components/items/input-list";
import classes from "@/components/models/draft/draft.module.css";
import type { TrialItem } from "@/components/models/draft/draft-actions";
import { ModelPicture } from "@/components/models/draft/model-picture";
import { PredictionView } from "@/components/models/draft/prediction-view";
import { decidedAnswer } from "@/components/models/draft/shown-answer";
import type { LiveTrial } from "@/components/models/draft/use-live-trial";
import type { EditedMapping } from "@/components/models/mapping-editor/edited-mapping";
import { inputView } from "@/lib/items/input-view";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface LivePredictionProps {
  live: LiveTrial;
  /** Why nothing is asked now; null: something is. */
  waiting: string | null;
  items: readonly TrialItem[];
  /** The item on show, by its place among them. */
  shown: number;
  onShow: (place: number) => void;
  mapping: EditedMapping;
  definition: Pick<Definition, "fields">;
  names: AnswerNames;
}

const arrow = { fill: "none", stroke: "currentColor", strokeWidth: 1.75, strokeLinecap: "round" } as const;

/** What the model says about a real item, with the mapping as it stands at the moment. */
export function LivePrediction(props: LivePredictionProps) {
  const { live, waiting, items, shown, onShow, mapping, definition, names } = props;
  const [opened, setOpened] = useState(false);
  const row = live.tried?.rows[0];
  const problems = live.tried?.problems.length ?? 0;
  const decision = row === undefined ? null : decidedAnswer(row);
  return (
    <aside className={classes.live} aria-label="Live prediction">
      <Group justify="space-between" wrap="nowrap" className={classes.liveHead}>
        <Group gap="xs">
          <Title order={2}>Live prediction</Title>
          {live.busy && <Loader size={14} color="gray" role="img" aria-label="The model is asked" />}
        </Group>
        <Button
          hiddenFrom="lg"
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {opened ? "Fold" : "Show"}
        </Button>
      </Group>
      <div className={classes.liveBody} data-opened={opened || undefined}>
        {items.length === 0 ? (
          <Text size="sm" c="dimmed">
            The use case has no items yet, so this one is made up.
          </Text>
        ) : (
          <ItemPicker items={items} shown={shown} onShow={onShow} />
        )}
        <div aria-live="polite" className={classes.answer}>
          {waiting !== null && <Text size="sm">{waiting}</Text>}
          {waiting === null && live.error !== null && <Text size="sm">{live.error.message}</Text>}
          {waiting === null && problems > 0 && (
            <Text size="sm">
              No prediction: {problems === 1 ? "one thing is" : `${problems} things are`} not right in the mapping yet.
            </Text>
          )}
          {waiting === null && row !== undefined && (
            <Stack gap="xs">
              <PredictionView prediction={row.prediction} names={names} />
              <Group gap="xs" justify="space-between">
                <Text size="sm" component="div">
                  {decision === null ? (
                    <span className={classes.dim}>No decision in force</span>
                  ) : (
                    <>
                      <span className={classes.dim}>In force: </span>
                      <AnswerChip answer={decision} names={names} />
                    </>
                  )}
                </Text>
                <Text size="sm" c="dimmed" className="numbers">
                  {row.prediction.latencyMs.toFixed(1)} ms
                </Text>
              </Group>
            </Stack>
          )}
        </div>
        {row !== undefined && (
          <div className={classes.input}>
            {mapping.inputs.map((input) => {
              const source = input.from === "image" ? row.input[input.field] : undefined;
              if (input.from !== "image" || typeof source !== "string" || !source.startsWith("data:")) return null;
              return <ModelPicture key={input.tensor} source={source} input={input} />;
            })}
            <InputList input={inputView(definition.fields, row.input, [])} erasedAt={null} />
          </div>
        )}
      </div>
    </aside>
  );
}

function ItemPicker({ items, shown, onShow }: Pick<LivePredictionProps, "items" | "shown" | "onShow">) {
  return (
    <Group gap={4} wrap="nowrap">
      <Select
        className={classes.grow ?? ""}
        size="xs"
        aria-label="Item"
        searchable
        allowDeselect={false}
        data={items.map(({ externalId }, place) => ({ value: String(place), label: externalId }))}
        value={String(shown)}
        onChange={(place) => place !== null && onShow(Number(place))}
      />
      <ActionIcon aria-label="Previous item" disabled={shown === 0} onClick={() => onShow(shown - 1)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...arrow}>
          <path d="M10 3L5 8l5 5" />
        </svg>
      </ActionIcon>
      <ActionIcon aria-label="Next item" disabled={shown === items.length - 1} onClick={() => onShow(shown + 1)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {...arrow}>
          <path d="M6 3l5 5-5 5" />
        </svg>
      </ActionIcon>
    </Group>
  );
}
