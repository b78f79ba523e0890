"use client";
import { Radio, Stack } from "@mantine/core";
import classes from "@/components/policies/change-policy-form.module.css";
import { PercentInput } from "@/components/policies/percent-input";
import { Section } from "@/components/ui/section";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

interface CheckFieldsProps {
  settings: Pick<PolicySettings, "qcShare" | "blindShare" | "agreementAuditShare" | "reveal">;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<CheckFieldsProps["settings"]>) => void;
}

/** How many items people check or answer blind, and when they see a suggestion. */
export function CheckFields({ settings, problemAt, onChange }: CheckFieldsProps) {
  return (
    <Section title="Checks" note="How people keep an eye on the model without being led by it.">
      <Stack gap="md">
        <div className={classes.pair}>
          <PercentInput
            label="Quality control share"
            description="Of the automated items: people check them, blind, without delaying them."
            value={settings.qcShare}
            error={problemAt("qcShare")}
            onShare={(share) => onChange({ qcShare: share ?? 0 })}
          />
          <PercentInput
            label="Blind share"
            description="Of the items left to people: they never see the suggestion. The unbiased measure."
            value={settings.blindShare}
            error={problemAt("blindShare")}
            onShare={(share) => onChange({ blindShare: share ?? 0 })}
          />
          <PercentInput
            label="Agreement audit share"
            description="Of the items on which model and person agree: they go to adjudication too."
            value={settings.agreementAuditShare}
            error={problemAt("agreementAuditShare")}
            onShare={(share) => onChange({ agreementAuditShare: share ?? 0 })}
          />
        </div>
        <Radio.Group
          label="The others see the suggestion"
          value={settings.reveal}
          error={problemAt("reveal")}
          onChange={(reveal) => onChange({ reveal: reveal === "after" ? "after" : "before" })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="before" label="with the item: faster, but people tend to follow it" />
            <Radio value="after" label="after their first answer, which they may then change" />
          </Stack>
        </Radio.Group>
      </Stack>
    </Section>
  );
}
