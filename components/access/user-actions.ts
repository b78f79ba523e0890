import type { z } from "zod";
import type { ActionResult } from "@/lib/access/server-action";
import type { changeUserSchema, createUserSchema, resetPasswordSchema, setRolesSchema } from "@/lib/access/user-schema";

type Action<Input> = (input: Input) => Promise<ActionResult<unknown>>;

/** What the users page can have the server do; the page hands these down. */
export interface UserActions {
  createUser: Action<z.infer<typeof createUserSchema>>;
  changeUser: Action<z.infer<typeof changeUserSchema>>;
  setRoles: Action<z.infer<typeof setRolesSchema>>;
  resetPassword: Action<z.infer<typeof resetPasswordSchema>>;
}
