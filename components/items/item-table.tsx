"use client";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { DecidedByBadge } from "@/components/engine/decided-by-badge";
import { ModeBadge } from "@/components/engine/mode-badge";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { BulkBar } from "@/components/items/bulk-bar";
import type { BulkTools } from "@/components/items/bulk-tools";
import { ItemSelectionProvider, ItemTick } from "@/components/items/item-selection";
import classes from "@/components/items/item-table.module.css";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { countText, durationText, numberText, shareText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { reasonText } from "@/lib/engine/reason-text";
import type { ItemListView, OpenItem, ShownAnswer } from "@/lib/items/item-list-view";

interface ItemTableProps {
  items: readonly ItemListView[];
  names: AnswerNames;
  order: "newest" | "oldest";
  next: string | null;
  previous: string | null;
  /** As an ISO time; null where the whole list was looked through. */
  searchedTo: string | null;
  count: { atLeast: number; exact: boolean } | null;
  chosenColumns: DataTableProps<ItemListView>["chosenColumns"];
  empty: DataTableProps<ItemListView>["empty"];
  /** For those who may decide many in one go; null for others. */
  bulk: BulkTools | null;
}

/** The items of a use case. */
export function ItemTable(props: ItemTableProps) {
  const { items, names, order, next, previous, searchedTo, count, chosenColumns, empty, bulk } = props;
  const ticks = bulk !== null;
  const columns = useMemo(() => itemColumns(names, ticks), [names, ticks]);
  const table = (
    <DataTable
      label="Items"
      columns={columns}
      rows={items}
      rowKey={(item) => item.id}
      rowHref={(item) => `/items/${item.id}`}
      order={{ column: "received", descending: order === "newest", parameter: "order", ascending: "oldest" }}
      chosenColumns={chosenColumns}
      note={count !== null && countNote(count)}
      empty={searchedTo === null ? empty : null}
      footer={
        <Pager next={next} previous={previous}>
          {searchedTo !== null && (
            <>
              Looked through everything that arrived {order === "newest" ? "since" : "until"}{" "}
              <RelativeTime at={searchedTo} />. Next looks further.
            </>
          )}
        </Pager>
      }
    />
  );
  if (bulk === null) return table;
  const open = items.filter((item) => !item.sealed).map(({ id }) => id);
  return (
    <ItemSelectionProvider>
      {table}
      <BulkBar tools={bulk} ids={open} count={count} />
    </ItemSelectionProvider>
  );
}

function countNote({ atLeast, exact }: { atLeast: number; exact: boolean }): string {
  if (!exact) return `${countText(atLeast)}+ items`;
  return atLeast === 1 ? "1 item" : `${countText(atLeast)} items`;
}

/** Numbers always differ a little; what counts is said on the item's page. */
const differ = (one: ShownAnswer, other: ShownAnswer): boolean =>
  "outcome" in one && "outcome" in other && one.outcome !== other.outcome;

/** A cell that a sealed item leaves empty. */
const open = (cell: (item: OpenItem) => ReactNode) => (item: ItemListView) => (item.sealed ? null : cell(item));

function itemColumns(names: AnswerNames, ticks: boolean): TableColumn<ItemListView>[] {
  return [
    {
      id: "externalId",
      header: "External id",
      fixed: true,
      phone: "lead",
      cell: (item) => (
        <span className={classes.lead}>
          {ticks && <ItemTick id={item.id} name={item.externalId} disabled={item.sealed} />}
          <span>
            <Link href={`/items/${item.id}`}>{item.externalId}</Link>
            {item.simulated && <span className={classes.aside}> simulated</span>}
            {item.erased && <span className={classes.aside}> erased</span>}
          </span>
        </span>
      ),
    },
    {
      id: "received",
      header: "Received",
      sorts: true,
      phone: "aside",
      cell: (item) => <RelativeTime at={item.receivedAt} />,
    },
    {
      id: "decision",
      header: "Decision",
      cell: (item) => {
        if (item.sealed) return <span className={classes.aside}>Hidden until its review is done</span>;
        if (item.unusable) return <span className={classes.aside}>{item.erased ? "None" : "Unusable input"}</span>;
        if (item.decision === null) return <span className={classes.aside}>Waiting for a person</span>;
        return <AnswerChip answer={item.decision.answer} names={names} />;
      },
    },
    {
      id: "decidedBy",
      header: "Decided by",
      cell: open(
        ({ decision }) =>
          decision && (
            <>
              <DecidedByBadge by={decision.by} />
              {decision.elsewhere && <span className={classes.aside}> elsewhere</span>}
            </>
          ),
      ),
    },
    {
      id: "prediction",
      header: "The model said",
      phone: "line",
      cell: open(({ prediction, decision }) => {
        if (prediction === null) return <span className={classes.aside}>was not asked</span>;
        if (!prediction.ok) return <span className={classes.failed}>gave no answer</span>;
        return (
          <span className={classes.prediction}>
            <AnswerChip answer={prediction.answer} names={names} />
            <span className={`numbers ${classes.aside}`}>
              {prediction.confidence !== null && shareText(prediction.confidence)}
              {prediction.spread !== null && `± ${numberText(prediction.spread)}`}
            </span>
            {decision !== null && differ(decision.answer, prediction.answer) && (
              <span className={classes.differs}>differs</span>
            )}
          </span>
        );
      }),
    },
    {
      id: "mode",
      header: "Mode",
      phone: "none",
      cell: open((item) => (
        <>
          <ModeBadge mode={item.mode} />
          {item.fallback && <span className={classes.fallback}> fell back</span>}
        </>
      )),
    },
    {
      id: "taken",
      header: "Decided after",
      align: "end",
      phone: "none",
      cell: open(({ decision }) => decision && (decision.seconds < 1 ? "at once" : durationText(decision.seconds))),
    },
    {
      id: "why",
      header: "Why",
      grows: true,
      phone: "none",
      cell: open((item) => item.reasons.map((reason) => reasonText[reason] ?? reason).join(" ")),
    },
    {
      id: "policy",
      header: "Policy",
      hidden: true,
      align: "end",
      phone: "none",
      cell: open((item) => `version ${item.policyVersion}`),
    },
    { id: "entity", header: "Entity", hidden: true, phone: "none", cell: (item) => item.entityKey },
    { id: "tags", header: "Tags", hidden: true, phone: "none", cell: (item) => item.tags.join(", ") },
  ];
}
