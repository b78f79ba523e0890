import type { PermissionName } from "@/lib/access/permissions";
import { AppError } from "@/lib/platform/errors";

/** Somebody who is known asked for what they may not have: the audit log is told (lib/audit/record-refusal.ts). */
export class Refusal extends AppError {
  constructor(
    code: "forbidden" | "missing_scope",
    message: string,
    readonly permission: PermissionName,
    /** The use case that it was needed in; null: in general. */
    readonly useCaseId: string | null,
  ) {
    super(code, message);
  }
}
