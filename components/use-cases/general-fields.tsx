"use client";
import { Checkbox, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import type { DefinitionDraft } from "@/components/use-cases/definition-draft";
import classes from "@/components/use-cases/definition-form.module.css";

interface GeneralFieldsProps {
  draft: DefinitionDraft;
  /** While the use case is new: its slug, and how to set it. */
  slug: { value: string; onChange: (slug: string) => void } | null;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<DefinitionDraft>) => void;
}

/** Name, kind and the rules that hold for the whole use case. */
export function GeneralFields({ draft, slug, problemAt, onChange }: GeneralFieldsProps) {
  return (
    <Stack gap="md">
      <div className={classes.pair}>
        <TextInput
          label="Name"
          description="As people call this kind of decision."
          value={draft.name}
          error={problemAt("name")}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        {slug !== null && (
          <TextInput
            label="Slug"
            description="Its name in addresses and in the API. It stays for good."
            value={slug.value}
            error={problemAt("slug")}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => slug.onChange(event.currentTarget.value)}
          />
        )}
      </div>
      <div className={classes.pair}>
        <Radio.Group
          label="What is decided"
          value={draft.kind}
          error={problemAt("kind")}
          onChange={(kind) => onChange({ kind: kind === "regression" ? "regression" : "classification" })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="classification" label="One of several outcomes" />
            <Radio value="regression" label="A number" />
          </Stack>
        </Radio.Group>
        <Radio.Group
          label="A ramp counts"
          value={draft.unit}
          error={problemAt("unit")}
          onChange={(unit) => onChange({ unit: unit === "entity" ? "entity" : "item" })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="item" label="items" />
            <Radio value="entity" label="entities, such as customers: all items of one are treated alike" />
          </Stack>
        </Radio.Group>
      </div>
      <div className={classes.pair}>
        <Checkbox
          label="Raising automation needs a second person"
          description="A manager proposes, another manager approves. Lowering never waits."
          checked={draft.secondPersonToRaise}
          error={problemAt("secondPersonToRaise")}
          onChange={(event) => onChange({ secondPersonToRaise: event.currentTarget.checked })}
        />
        <NumberInput
          label="Cost of one review"
          description="In the same money as the error costs. May stay empty."
          min={0}
          value={draft.reviewCost}
          error={problemAt("reviewCost")}
          onChange={(value) => onChange({ reviewCost: value === "" ? "" : Number(value) })}
        />
      </div>
    </Stack>
  );
}
