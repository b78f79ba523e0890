import "server-only";
import { outrightRefusal } from "@/lib/platform/egress";
import { AppError } from "@/lib/platform/errors";

/** Throws `invalid_input` for an address that nothing would ever be sent to, rather than let every delivery fail. */
export function refuseAddress(url: string): void {
  const message = outrightRefusal(new URL(url));
  if (message !== null) throw new AppError("invalid_input", message, { problems: [{ path: "url", message }] });
}
