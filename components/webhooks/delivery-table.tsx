"use client";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { durationText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { deliveryWord } from "@/components/webhooks/delivery-text";
import type { DeliveryView } from "@/lib/webhooks/delivery-query";

/** A delivery with when it is tried again, as it was when the page was made. */
export type DeliveryRow = DeliveryView & { nextTry: string | null };

interface DeliveryTableProps {
  webhookId: string;
  deliveries: readonly DeliveryRow[];
  next: string | null;
  previous: string | null;
  lookedTo: Date | null;
  note: ReactNode;
  empty: ReactNode;
  chosenColumns: DataTableProps<DeliveryRow>["chosenColumns"];
}

/** A webhook's log. */
export function DeliveryTable(props: DeliveryTableProps) {
  const { webhookId, deliveries, next, previous, lookedTo, note, empty, chosenColumns } = props;
  const columns = useMemo(() => deliveryColumns(webhookId), [webhookId]);
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      rows={deliveries}
      rowKey={(row) => row.id}
      rowHref={(row) => hrefOf(webhookId, row)}
      chosenColumns={chosenColumns}
      note={note}
      empty={lookedTo === null ? empty : null}
      footer={
        <Pager next={next} previous={previous}>
          {lookedTo !== null && (
            <>
              Looked through everything since <RelativeTime at={lookedTo} />. Next looks further.
            </>
          )}
        </Pager>
      }
    />
  );
}

const hrefOf = (webhookId: string, { id }: Pick<DeliveryView, "id">) => `/admin/webhooks/${webhookId}/${id}`;

function deliveryColumns(webhookId: string): TableColumn<DeliveryRow>[] {
  return [
    {
      id: "type",
      header: "Event",
      fixed: true,
      phone: "lead",
      cell: (row) => <Link href={hrefOf(webhookId, row)}>{row.type}</Link>,
    },
    {
      id: "about",
      header: "About",
      grows: true,
      phone: "line",
      cell: (row) => (row.sealed ? "An item that waits for your review" : row.about),
    },
    { id: "happened", header: "Happened", phone: "aside", cell: (row) => <RelativeTime at={row.happenedAt} /> },
    { id: "status", header: "Status", cell: (row) => deliveryWord(row) },
    { id: "next", header: "Next try", cell: (row) => row.nextTry },
    {
      id: "answer",
      header: "Answer",
      cell: (row) => (row.answerStatus === null ? (row.answer === null ? null : "No answer") : row.answerStatus),
    },
    {
      id: "attempts",
      header: "Attempts",
      align: "end",
      cell: (row) => <span className="numbers">{row.attempts}</span>,
    },
    {
      id: "latency",
      header: "Took",
      align: "end",
      hidden: true,
      cell: (row) => row.latencyMs !== null && <span className="numbers">{durationText(row.latencyMs / 1000)}</span>,
    },
  ];
}
