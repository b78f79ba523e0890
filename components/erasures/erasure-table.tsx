"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { kindName, stateText } from "@/components/erasures/erasure-words";
import { DataTable } from "@/components/table/data-table";
import type { DataTableProps } from "@/components/table/data-table-props";
import { Pager } from "@/components/table/pager";
import type { TableColumn } from "@/components/table/table-column";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ErasureView } from "@/lib/erasure/erasure-view";
import { legalBases } from "@/lib/erasure/legal-basis";

interface ErasureTableProps {
  erasures: readonly ErasureView[];
  next: string | null;
  empty: ReactNode;
  chosenColumns: DataTableProps<ErasureView>["chosenColumns"];
}

/** What was asked to be erased, the newest first. */
export function ErasureTable({ erasures, next, empty, chosenColumns }: ErasureTableProps) {
  return (
    <DataTable
      label="Erasures"
      columns={columns}
      rows={erasures}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      chosenColumns={chosenColumns}
      note="Newest first. The requests stay on record, also once what they were about is gone."
      empty={empty}
      footer={<Pager next={next} previous={null} />}
    />
  );
}

const hrefOf = ({ id }: ErasureView) => `/audit/erasures/${id}`;

const columns: TableColumn<ErasureView>[] = [
  {
    id: "what",
    header: "What",
    fixed: true,
    phone: "lead",
    cell: (row) => <Link href={hrefOf(row)}>{row.what}</Link>,
  },
  { id: "state", header: "State", phone: "line", cell: stateText },
  { id: "kind", header: "Kind", phone: "none", cell: ({ kind }) => kindName[kind] },
  { id: "useCase", header: "Use case", cell: ({ useCase }) => useCase?.name ?? "" },
  {
    id: "basis",
    header: "Legal basis",
    grows: true,
    phone: "none",
    cell: ({ legalBasis }) => legalBases[legalBasis].label,
  },
  { id: "reference", header: "Reference", cell: ({ reference }) => reference },
  { id: "author", header: "Asked for by", phone: "none", cell: ({ author }) => author.name },
  {
    id: "asked",
    header: "Asked for",
    align: "end",
    phone: "aside",
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];
