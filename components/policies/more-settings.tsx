"use client";
import { Accordion, Checkbox } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ApprovalFields } from "@/components/policies/approval-fields";
import { ChallengerFields } from "@/components/policies/challenger-fields";
import type { PolicyDraft } from "@/components/policies/change-draft";
import { aspectName } from "@/components/policies/change-effect";
import { FallbackFields } from "@/components/policies/fallback-fields";
import type { Guarded } from "@/components/policies/guardrail-draft";
import classes from "@/components/policies/more-settings.module.css";
import { PeopleFields } from "@/components/policies/people-fields";
import { PriorityFields } from "@/components/policies/priority-fields";
import { Section } from "@/components/ui/section";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { minutesText } from "@/lib/engine/ramp-conditions";
import { percentText } from "@/lib/engine/settings-changes";

interface MoreSettingsProps {
  draft: PolicyDraft;
  inForce: PolicySettings;
  guarded: Guarded;
  secondPerson: boolean;
  isAdmin: boolean;
  /** Those that can answer beside the champion or in its place, the newest first. */
  models: readonly { version: number; name: string }[];
  /** People who may work in the queue. */
  reviewers: number;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<PolicyDraft>) => void;
}

function peopleText({ reviewsPerItem, consensus, slaMinutes }: PolicyDraft): string {
  const rule = consensus === "majority" ? "more than half decide" : "all have to agree";
  const reviews = reviewsPerItem === 1 ? "One review an item" : `${reviewsPerItem} reviews an item, ${rule}`;
  return `${reviews}; ${slaMinutes === null ? "no service level" : `answered within ${minutesText(slaMinutes)}`}`;
}

function fallbackWords({ fallback }: PolicyDraft, { outcomes }: Guarded): string {
  switch (fallback.to) {
    case "person":
      return "A person decides";
    case "model":
      return fallback.version === null ? "Another version answers" : `Version ${fallback.version} answers`;
    case "outcome":
      return `Always ${outcomes.find(({ key }) => key === fallback.outcome)?.label ?? "a fixed outcome"}`;
    case "value":
      return fallback.value === "" ? "Always a fixed value" : `Always ${fallback.value}`;
  }
}

function priorityText({ priority }: PolicyDraft): string {
  if (priority.length === 0) return "In the order of their arrival";
  return priority.length === 1 ? "One rule" : `${priority.length} rules`;
}

function challengersText({ challengers }: PolicyDraft): string {
  if (challengers.length === 0) return "None";
  return challengers.map(({ version, share }) => `Version ${version} on ${percentText(share)}`).join(", ");
}

function approvalsText({ approvals }: PolicyDraft): string {
  const aspects = (Object.keys(approvals) as (keyof typeof approvals)[]).filter((key) => approvals[key] === "admin");
  if (aspects.length === 0) return "Another manager";
  return `An admin for ${aspects.map((aspect) => aspectName[aspect]).join(", ")}`;
}

interface Part {
  key: string;
  title: string;
  /** What it is set to, while it is folded. */
  text: string;
  /** Where its problems lie. */
  paths: readonly string[];
  content: ReactNode;
}

/** What is rarely touched, folded, each with what it is set to. */
export function MoreSettings(props: MoreSettingsProps) {
  const { draft, inForce, guarded, secondPerson, isAdmin, models, reviewers, problemAt, onChange } = props;
  const [opened, setOpened] = useState<string[]>([]);
  const others = models.filter(({ version }) => version !== draft.champion);
  const parts: Part[] = [
    {
      key: "people",
      title: "Reviews and waiting time",
      text: peopleText(draft),
      paths: ["reviewsPerItem", "consensus", "slaMinutes"],
      content: <PeopleFields settings={draft} reviewers={reviewers} problemAt={problemAt} onChange={onChange} />,
    },
    {
      key: "priority",
      title: "What people see first",
      text: priorityText(draft),
      paths: ["priority"],
      content: (
        <PriorityFields
          rules={draft.priority}
          guarded={guarded}
          problemAt={problemAt}
          onChange={(priority) => onChange({ priority })}
        />
      ),
    },
    {
      key: "fallback",
      title: "When the model cannot answer",
      text: fallbackWords(draft, guarded),
      paths: ["fallback"],
      content: (
        <FallbackFields
          fallback={draft.fallback}
          guarded={guarded}
          models={others}
          problemAt={problemAt}
          onChange={(fallback) => onChange({ fallback })}
        />
      ),
    },
    {
      key: "challengers",
      title: "Challengers",
      text: challengersText(draft),
      paths: ["challengers"],
      content: (
        <ChallengerFields
          settings={draft}
          models={models}
          problemAt={problemAt}
          onChange={(challengers) => onChange({ challengers })}
        />
      ),
    },
    {
      key: "approvals",
      title: "Who approves a raise",
      text: secondPerson ? approvalsText(draft) : "Nobody is asked",
      paths: ["approvals"],
      content: (
        <ApprovalFields
          approvals={draft.approvals}
          inForce={inForce.approvals}
          secondPerson={secondPerson}
          isAdmin={isAdmin}
          problemAt={problemAt}
          onChange={(approvals) => onChange({ approvals })}
        />
      ),
    },
    {
      key: "buckets",
      title: "How shares are drawn",
      text: `Salt version ${draft.saltVersion}`,
      paths: ["saltVersion"],
      content: (
        <Checkbox
          label={`Draw every ${guarded.unit === "entity" ? "entity" : "item"} anew`}
          description="Who is inside a share changes at random; otherwise everyone stays where they are. Never do this during a ramp."
          checked={draft.saltVersion !== inForce.saltVersion}
          error={problemAt("saltVersion")}
          onChange={(event) =>
            onChange({ saltVersion: event.currentTarget.checked ? inForce.saltVersion + 1 : inForce.saltVersion })
          }
        />
      ),
    },
  ];
  const shown = parts.filter(({ key }) => key !== "challengers" || draft.champion !== null);
  const wrong = shown.filter(({ paths }) => paths.some((path) => problemAt(path) !== undefined)).map(({ key }) => key);
  return (
    <Section title="Rarely changed" flush>
      <Accordion
        multiple
        value={[...new Set([...opened, ...wrong])]}
        onChange={setOpened}
        className={classes.parts ?? ""}
      >
        {shown.map(({ key, title, text, content }) => (
          <Accordion.Item key={key} value={key} className={classes.part ?? ""}>
            <Accordion.Control>
              <span className={classes.title}>{title}</span>
              <span className={classes.text}>{text}</span>
            </Accordion.Control>
            <Accordion.Panel>{content}</Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  );
}
