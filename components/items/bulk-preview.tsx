"use client";
import { Button, Group, Text } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { answerWords } from "@/components/items/answer-words";
import classes from "@/components/items/bulk-preview.module.css";
import type { BulkTools } from "@/components/items/bulk-tools";
import { LeftOutList } from "@/components/items/left-out-list";
import { countText } from "@/components/ui/figure-text";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { BulkPreview, BulkRow } from "@/lib/items/bulk-view";
import type { ShownAnswer } from "@/lib/items/item-list-view";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";

const rowsAtOnce = 25;

const deciderText = { model: "by the model", human: "by people", fallback: "by a fallback" } as const;

/** How the items stand: `17 wait for people; 369 are decided: 319 by people, 50 by the model, 369 as "No"`. */
function standing({ byStatus, byDecider, byOutcome }: BulkPreview["counts"], names: AnswerNames): string {
  const { in_review: waiting = 0, decided = 0, unusable = 0 } = byStatus;
  const how = [
    ...Object.entries(byDecider).map(([by, count]) => `${countText(count)} ${deciderText[by as DecidedBy]}`),
    ...Object.entries(byOutcome).map(([outcome, count]) => `${countText(count)} as ${answerWords({ outcome }, names)}`),
  ];
  return [
    ...(waiting > 0 ? [`${countText(waiting)} ${waiting === 1 ? "waits" : "wait"} for people`] : []),
    ...(decided > 0 ? [`${countText(decided)} ${decided === 1 ? "is" : "are"} decided: ${how.join(", ")}`] : []),
    ...(unusable > 0 ? [`${countText(unusable)} ${unusable === 1 ? "is" : "are"} unusable`] : []),
  ].join("; ");
}

/** Exactly which items a decision on many decides, how they stand, and which it leaves out. */
export function BulkPreviewView(props: { preview: BulkPreview; answer: ShownAnswer; tools: BulkTools }) {
  const { preview, answer, tools } = props;
  const { ids, counts, leftOut } = preview;
  const { names } = tools;
  return (
    <>
      <Text>
        {ids.length === 0 ? (
          "None of these items can be decided so now."
        ) : (
          <>
            <strong>{ids.length === 1 ? "1 item" : `${countText(ids.length)} items`}</strong> will be{" "}
            <AnswerChip answer={answer} names={names} />.
          </>
        )}
      </Text>
      {ids.length > 0 && (
        <Text size="sm" c="dimmed">
          Now {standing(counts, names)}. Open reviews of them are cancelled when it takes force; callers are told of
          each.
        </Text>
      )}
      {ids.length > 0 && <Rows preview={preview} tools={tools} />}
      <LeftOutList leftOut={leftOut} />
    </>
  );
}

function Rows({ preview: { ids, rows: first }, tools }: { preview: BulkPreview; tools: BulkTools }) {
  const { useCaseId, names, actions } = tools;
  const [start, setStart] = useState(0);
  const [rows, setRows] = useState<readonly BulkRow[]>(first);
  const { run, busy, error } = useAction(actions.readRows);

  async function go(to: number) {
    const read = await run({ useCaseId, ids: ids.slice(to, to + rowsAtOnce) });
    if (!read.ok) return;
    setRows(read.result);
    setStart(to);
  }

  return (
    <div>
      <ul className={classes.rows} aria-label="Items" aria-busy={busy}>
        {rows.map(({ id, externalId, status, decision }) => (
          <li key={id}>
            <Link href={`/items/${id}`} target="_blank">
              {externalId}
            </Link>
            {decision === null ? (
              <span className={classes.aside}>{status === "unusable" ? "unusable" : "not decided"}</span>
            ) : (
              <span className={classes.decision}>
                <AnswerChip answer={decision.answer} names={names} /> <DecidedByBadge by={decision.by} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {ids.length > rowsAtOnce && (
        <Group gap="xs" mt="xs">
          <Text size="sm" c="dimmed" className="numbers">
            {countText(start + 1)} to {countText(Math.min(start + rowsAtOnce, ids.length))} of {countText(ids.length)}
          </Text>
          <Button
            variant="default"
            size="compact-sm"
            disabled={start === 0 || busy}
            onClick={() => go(Math.max(0, start - rowsAtOnce))}
          >
            Previous
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            disabled={start + rowsAtOnce >= ids.length || busy}
            onClick={() => go(start + rowsAtOnce)}
          >
            Next
          </Button>
        </Group>
      )}
      <FormProblem error={error} />
    </div>
  );
}
