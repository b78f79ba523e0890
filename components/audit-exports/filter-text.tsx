import type { ExportView } from "@/lib/audit/export/export-view";

/** What an export holds, in a line. */
export function FilterText({ parts }: { parts: ExportView["filter"] }) {
  if (parts.length === 0) return <>Everything that you may read</>;
  return <>{parts.map(({ name, value }) => `${name}: ${value}`).join(" · ")}</>;
}
