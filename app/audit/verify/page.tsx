import type { Metadata } from "next";
import { VerifierDownloads } from "@/components/audit/verifier-downloads";
import { VerifyBundle } from "@/components/audit/verify-bundle";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";

export const metadata: Metadata = { title: "Verify a bundle" };

export default async function VerifyPage() {
  await requireActor();
  return (
    <PageFrame
      title="Verify a bundle or a receipt"
      lead="Checks what was exported from an audit log, of this installation or another. Your browser does the work: nothing is uploaded."
      narrow
    >
      <VerifyBundle />
      <VerifierDownloads />
    </PageFrame>
  );
}
