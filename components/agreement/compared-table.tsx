"use client";
import Link from "next/link";
import { useMemo } from "react";
import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { EmptyState } from "@/components/ui/empty-state";
import { shareText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Measure } from "@/lib/reports/agreement-filter-schema";
import type { ComparedItemView, ComparedList } from "@/lib/reports/compared-items-query";

const measureName: Record<Measure, string> = {
  blind: "Blind",
  revealed: "Blind, then shown",
  seen: "Suggestion in view",
  checked: "Check, blind",
};

interface ComparedTableProps extends ComparedList {
  outcomes: readonly { key: string; label: string; colour: string }[];
  chosenColumns: DataTableProps<ComparedItemView>["chosenColumns"];
}

/** The items behind a cell of the agreement page. */
export function ComparedTable({ items, next, previous, outcomes, chosenColumns }: ComparedTableProps) {
  const columns = useMemo(() => comparedColumns(outcomes), [outcomes]);
  return (
    <DataTable
      label="Items with these answers"
      columns={columns}
      rows={items}
      rowKey={(item) => item.id}
      rowHref={(item) => `/items/${item.id}`}
      chosenColumns={chosenColumns}
      empty={
        <EmptyState title="No item to show">
          None has these answers, or those that have may still come to you for review.
        </EmptyState>
      }
      footer={<Pager next={next} previous={previous} />}
    />
  );
}

function comparedColumns(outcomes: ComparedTableProps["outcomes"]): TableColumn<ComparedItemView>[] {
  const chip = (key: string) => {
    const outcome = outcomes.find((known) => known.key === key);
    return <OutcomeChip label={outcome?.label ?? key} colour={outcome?.colour ?? "gray"} />;
  };
  return [
    {
      id: "externalId",
      header: "External id",
      fixed: true,
      phone: "lead",
      cell: (item) => <Link href={`/items/${item.id}`}>{item.externalId}</Link>,
    },
    { id: "received", header: "Received", phone: "aside", cell: (item) => <RelativeTime at={item.receivedAt} /> },
    { id: "predicted", header: "The model said", cell: (item) => chip(item.predicted) },
    {
      id: "confidence",
      header: "Confidence",
      align: "end",
      cell: (item) => item.confidence !== null && <span className="numbers">{shareText(item.confidence)}</span>,
    },
    { id: "answered", header: "A person said", cell: (item) => chip(item.answered) },
    {
      id: "verdict",
      header: "Verdict",
      phone: "none",
      cell: (item) => measureName[item.measure],
    },
    {
      id: "decision",
      header: "Decision in force",
      cell: (item) => item.decision && chip(item.decision.outcome),
    },
    {
      id: "by",
      header: "Decided by",
      grows: true,
      cell: (item) => item.decision && <DecidedByBadge by={item.decision.by} />,
    },
  ];
}
