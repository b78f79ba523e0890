import "server-only";
import { env } from "@/lib/platform/env";

/** Where checkpoints are published outside of the database. */
export type AnchorName = "file" | "webhook" | "email";

/** The anchors that are set up for this installation. */
export function configuredAnchors(): AnchorName[] {
  const { anchorFile, anchorUrl, anchorEmail } = env.audit;
  return [
    ...(anchorFile === undefined ? [] : (["file"] as const)),
    ...(anchorUrl === undefined ? [] : (["webhook"] as const)),
    ...(anchorEmail === undefined ? [] : (["email"] as const)),
  ];
}
