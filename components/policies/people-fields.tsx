"use client";
import { Input, NumberInput, Radio, SegmentedControl, Stack } from "@mantine/core";
import classes from "@/components/policies/change-policy-form.module.css";
import { ProblemNote } from "@/components/ui/problem-note";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

interface PeopleFieldsProps {
  settings: Pick<PolicySettings, "reviewsPerItem" | "consensus" | "slaMinutes">;
  /** People who may work in the queue. */
  reviewers: number;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<PeopleFieldsProps["settings"]>) => void;
}

/** How many people answer an item that people decide, and within which time. */
export function PeopleFields({ settings, reviewers, problemAt, onChange }: PeopleFieldsProps) {
  const { reviewsPerItem, consensus, slaMinutes } = settings;
  return (
    <Stack gap="md">
      <div className={classes.pair}>
        <Input.Wrapper
          label="Reviews an item"
          labelElement="div"
          description="Independent of each other, on items that people decide."
          error={problemAt("reviewsPerItem")}
        >
          <SegmentedControl
            aria-label="Reviews an item"
            fullWidth
            data={["1", "2", "3", "4", "5"]}
            value={String(reviewsPerItem)}
            onChange={(reviews) => onChange({ reviewsPerItem: Number(reviews) })}
          />
        </Input.Wrapper>
        <NumberInput
          label="Service level"
          description="Minutes from arrival until a person has answered."
          placeholder="none"
          suffix={slaMinutes === 1 ? " minute" : " minutes"}
          min={1}
          max={525_600}
          allowDecimal={false}
          thousandSeparator=","
          value={slaMinutes ?? ""}
          error={problemAt("slaMinutes")}
          onChange={(minutes) =>
            onChange({ slaMinutes: minutes === "" || Number(minutes) < 1 ? null : Number(minutes) })
          }
        />
      </div>
      {reviewers < reviewsPerItem && (
        <ProblemNote>
          {reviewers === 0 ? "Nobody may" : `Only ${reviewers} ${reviewers === 1 ? "person" : "people"} may`} review
          here, and nobody reviews an item twice: items wait until somebody else gets the role.
        </ProblemNote>
      )}
      <Radio.Group
        label="They decide the item when"
        value={consensus}
        error={problemAt("consensus")}
        onChange={(rule) => onChange({ consensus: rule === "unanimous" ? "unanimous" : "majority" })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="majority" label="more than half say the same" disabled={reviewsPerItem === 1} />
          <Radio
            value="unanimous"
            label="all say the same; otherwise it is a disagreement"
            disabled={reviewsPerItem === 1}
          />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}
