"use client";
import Link from "next/link";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventView } from "@/lib/audit/audit-view";

interface AuditTableProps {
  events: readonly AuditEventView[];
  next: string | null;
  previous: string | null;
  /** As an ISO time; null where the whole log was looked through. */
  searchedTo: string | null;
  /** The codes that were searched for; null where none was asked for. */
  codes: readonly string[] | null;
  chosenColumns: DataTableProps<AuditEventView>["chosenColumns"];
  filtered: boolean;
}

/** Audit events, the newest first. */
export function AuditTable(props: AuditTableProps) {
  const { events, next, previous, searchedTo, codes, chosenColumns, filtered } = props;
  return (
    <DataTable
      label="Audit events"
      columns={columns}
      rows={events}
      rowKey={(event) => event.id}
      rowHref={(event) => `/audit/${event.id}`}
      chosenColumns={chosenColumns}
      note={codes === null ? "Newest first. Nothing here is ever changed or taken out." : codesNote(codes)}
      empty={
        searchedTo !== null ? null : filtered ? (
          <EmptyState title="No event matches">Take a filter out, or clear them all.</EmptyState>
        ) : (
          <EmptyState title="No event yet">Whatever happens from now on appears here.</EmptyState>
        )
      }
      footer={
        <Pager next={next} previous={previous}>
          {searchedTo !== null && (
            <>
              Looked through everything since <RelativeTime at={searchedTo} />. Next looks further.
            </>
          )}
        </Pager>
      }
    />
  );
}

function codesNote(codes: readonly string[]): string {
  if (codes.length === 0) return "No event has a code with these words.";
  return `Newest first, with the ${codes.length === 1 ? "code" : "codes"} ${codes.join(", ")}.`;
}

const columns: TableColumn<AuditEventView>[] = [
  {
    id: "what",
    header: "What happened",
    fixed: true,
    phone: "lead",
    cell: (event) => <Link href={`/audit/${event.id}`}>{event.sentence}</Link>,
  },
  { id: "type", header: "Type", phone: "none", cell: (event) => <code>{event.type}</code> },
  {
    id: "subject",
    header: "To what",
    grows: true,
    phone: "line",
    cell: ({ subject }) => (subject.href === null ? subject.name : <Link href={subject.href}>{subject.name}</Link>),
  },
  { id: "actor", header: "By whom", cell: (event) => event.actor.name },
  { id: "useCase", header: "Use case", cell: (event) => event.useCase?.name ?? "" },
  {
    id: "leaf",
    header: "Leaf hash",
    hidden: true,
    phone: "none",
    cell: (event) => <code title={event.leafHash}>{event.leafHash.slice(0, 16)}</code>,
  },
  {
    id: "index",
    header: "Place in the log",
    hidden: true,
    align: "end",
    phone: "none",
    cell: (event) => (event.logIndex === null ? "waits" : <span className="numbers">{countText(event.logIndex)}</span>),
  },
  { id: "at", header: "When", align: "end", cell: (event) => <ExactTime at={event.occurredAt} /> },
];
