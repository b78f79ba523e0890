"use client";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import classes from "@/components/disagreements/disagreement-table.module.css";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { numberText, shareText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DisagreementListView } from "@/lib/disagreements/disagreement-list-view";
import { kindText, rootCauseText } from "@/lib/disagreements/filter-options-view";
import { sliceText } from "@/lib/disagreements/slice-view";

/** A use case as its rows name it, by id. */
type QueueNames = AnswerNames & { name: string; fields: Readonly<Record<string, string>> };
type UseCaseNames = Readonly<Record<string, QueueNames>>;

interface DisagreementTableProps {
  disagreements: readonly DisagreementListView[];
  useCases: UseCaseNames;
  order: "newest" | "oldest";
  next: string | null;
  previous: string | null;
  /** As an ISO time; null where the whole list was looked through. */
  searchedTo: string | null;
  note: string;
  chosenColumns: DataTableProps<DisagreementListView>["chosenColumns"];
  empty: DataTableProps<DisagreementListView>["empty"];
}

const noNames: QueueNames = { name: "", outcomes: [], unit: "", fields: {} };

/** The disagreements of all use cases that one may see. */
export function DisagreementTable(props: DisagreementTableProps) {
  const { disagreements, useCases, order, next, previous, searchedTo, note, chosenColumns, empty } = props;
  const search = useSearchParams();
  // Opened from a list, a disagreement leads on to the next one of that list.
  const list = useMemo(() => {
    const kept = new URLSearchParams(search);
    kept.delete("after");
    kept.delete("before");
    return kept.size === 0 ? "" : `?${kept}`;
  }, [search]);
  const columns = useMemo(() => columnsOf(useCases, list), [useCases, list]);
  return (
    <DataTable
      label="Disagreements"
      columns={columns}
      rows={disagreements}
      rowKey={(row) => row.id}
      rowHref={(row) => `/disagreements/${row.id}${list}`}
      order={{ column: "opened", descending: order === "newest", parameter: "order", ascending: "oldest" }}
      chosenColumns={chosenColumns}
      note={note}
      empty={searchedTo === null ? empty : null}
      footer={
        <Pager next={next} previous={previous}>
          {searchedTo !== null && (
            <>
              Looked through everything opened {order === "newest" ? "since" : "until"} <RelativeTime at={searchedTo} />
              . Next looks further.
            </>
          )}
        </Pager>
      }
    />
  );
}

function columnsOf(useCases: UseCaseNames, list: string): TableColumn<DisagreementListView>[] {
  const namesOf = (row: DisagreementListView) => useCases[row.useCaseId] ?? noNames;
  return [
    {
      id: "item",
      header: "Item",
      fixed: true,
      phone: "lead",
      cell: (row) => <Link href={`/disagreements/${row.id}${list}`}>{row.externalId}</Link>,
    },
    { id: "useCase", header: "Use case", phone: "line", cell: (row) => namesOf(row).name },
    {
      id: "kind",
      header: "Between",
      cell: ({ kind, told }) => (told?.audit === true ? "Agreement audit" : kindText[kind]),
    },
    {
      id: "answers",
      header: "Answers",
      phone: "line",
      cell: (row) => <Answers row={row} names={namesOf(row)} />,
    },
    {
      id: "state",
      header: "State",
      cell: (row) => <State row={row} names={namesOf(row)} />,
    },
    {
      id: "opened",
      header: "Opened",
      sorts: true,
      phone: "aside",
      cell: (row) => <RelativeTime at={row.openedAt} />,
    },
    {
      id: "confidence",
      header: "Confidence",
      align: "end",
      phone: "none",
      cell: ({ told }) => told?.confidence != null && shareText(told.confidence),
    },
    {
      id: "cost",
      header: "Cost",
      align: "end",
      phone: "none",
      cell: ({ told }) => told !== null && <span className="numbers">{numberText(told.cost)}</span>,
    },
    {
      id: "model",
      header: "Model",
      align: "end",
      phone: "none",
      cell: ({ modelVersion }) => modelVersion !== null && `version ${modelVersion}`,
    },
    {
      id: "policy",
      header: "Policy",
      align: "end",
      hidden: true,
      phone: "none",
      cell: ({ policyVersion }) => policyVersion !== null && `version ${policyVersion}`,
    },
    {
      id: "slices",
      header: "Slices",
      grows: true,
      phone: "none",
      cell: (row) => row.slices.map((slice) => sliceText(slice, namesOf(row).fields)).join(", "),
    },
  ];
}

function Answers({ row: { told }, names }: { row: DisagreementListView; names: AnswerNames }) {
  if (told === null) return <span className={classes.aside}>shown after your own</span>;
  if (told.answers === null) return null;
  const [one, other] = told.answers;
  if (told.audit) return one && <AnswerChip answer={one} names={names} />;
  return (
    <span className={classes.answers}>
      {one === null ? "Unusable" : <AnswerChip answer={one} names={names} />}
      <span className={classes.aside}>or</span>
      {other === null ? "Unusable" : <AnswerChip answer={other} names={names} />}
    </span>
  );
}

function State({ row, names }: { row: DisagreementListView; names: AnswerNames }) {
  const { settled, holder, own } = row;
  if (settled !== null) {
    return (
      <span className={classes.answers}>
        {settled.outcome !== null && <AnswerChip answer={settled.outcome} names={names} />}
        <span className={classes.aside}>
          {settled.rootCause === null ? "Settled" : rootCauseText[settled.rootCause]}
        </span>
      </span>
    );
  }
  if (holder !== null) return <span className={classes.aside}>with {holder}</span>;
  return own ? <span className={classes.aside}>you answered it</span> : <span className={classes.open}>Open</span>;
}
