import { z } from "zod";
import { roleSchema } from "@/lib/access/user-schema";

/** The users list's filters as they stand in its address. What is not understood counts as not given. */
export const userFiltersSchema = z.object({
  /** Part of a name or an e-mail address. */
  q: z.string().trim().min(1).max(100).optional().catch(undefined),
  role: z
    .union([z.literal("admin"), roleSchema])
    .optional()
    .catch(undefined),
  state: z.enum(["enabled", "disabled", "simulated"]).optional().catch(undefined),
  /** The e-mail address after which the page starts. */
  after: z.string().max(254).optional().catch(undefined),
});

export type UserFilters = z.infer<typeof userFiltersSchema>;
