"use client";
import { Select, Stack, Text } from "@mantine/core";
import classes from "@/components/policies/change-policy-form.module.css";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

type Approvals = PolicySettings["approvals"];

interface ApprovalFieldsProps {
  approvals: Approvals;
  inForce: Approvals;
  /** Raising asks for a second person at all. */
  secondPerson: boolean;
  /** This person may let managers approve what an admin has to approve now. */
  isAdmin: boolean;
  problemAt: (path: string) => string | undefined;
  onChange: (approvals: Approvals) => void;
}

const labels: Record<keyof Approvals, string> = {
  mode: "Mode, base mode or fallback",
  share: "Ramp share",
  threshold: "Thresholds or largest spread",
  guardrail: "Guardrails",
  champion: "Champion",
};

/** Who has to approve a change that raises automation, by what it changes. */
export function ApprovalFields(props: ApprovalFieldsProps) {
  const { approvals, inForce, secondPerson, isAdmin, problemAt, onChange } = props;
  const aspects = Object.keys(labels) as (keyof Approvals)[];
  return (
    <Stack gap="sm">
      {!secondPerson && (
        <Text size="sm" c="dimmed">
          This use case asks for no second person, so raises take force at once. Its settings say whether it does.
        </Text>
      )}
      <div className={classes.pair}>
        {aspects.map((aspect) => (
          <Select
            key={aspect}
            label={labels[aspect]}
            allowDeselect={false}
            data={[
              { value: "manager", label: "another manager", disabled: inForce[aspect] === "admin" && !isAdmin },
              { value: "admin", label: "an admin" },
            ]}
            value={approvals[aspect]}
            error={problemAt(`approvals.${aspect}`)}
            onChange={(who) => onChange({ ...approvals, [aspect]: who === "admin" ? "admin" : "manager" })}
          />
        ))}
      </div>
      {!isAdmin && Object.values(inForce).includes("admin") && (
        <Text size="sm" c="dimmed">
          Only an admin can let managers approve what an admin has to approve now.
        </Text>
      )}
    </Stack>
  );
}
