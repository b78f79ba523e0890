"use client";
import Link from "next/link";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import type { AuditEventView } from "@/lib/audit/audit-view";

interface AuditTableProps {
  events: readonly AuditEventView[];
  next: string | null;
  previous: string | null;
  chosenColumns: DataTableProps<AuditEventView>["chosenColumns"];
  filtered: boolean;
}

/** Audit events, the newest first. */
export function AuditTable({ events, next, previous, chosenColumns, filtered }: AuditTableProps) {
  return (
    <DataTable
      label="Audit events"
      columns={columns}
      rows={events}
      rowKey={(event) => event.id}
      rowHref={(event) => `/audit/${event.id}`}
      chosenColumns={chosenColumns}
      note="Newest first. Every change is here; nothing is ever changed or taken out."
      empty={
        filtered ? (
          <EmptyState title="No event matches">Take a filter out, or clear them all.</EmptyState>
        ) : (
          <EmptyState title="No event yet">Whatever happens from now on appears here.</EmptyState>
        )
      }
      footer={<Pager next={next} previous={previous} />}
    />
  );
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
  { id: "at", header: "When", align: "end", cell: (event) => <ExactTime at={event.occurredAt} /> },
];
