import type { DeskKeys } from "@/lib/access/preferences-schema";

/** Whose desk it is, and how they like to work at it. */
export interface Reviewer {
  id: string;
  email: string;
  /** They sign in with a password of ours, so they can do it again without leaving the desk. */
  hasPassword: boolean;
  keys: DeskKeys;
  autoAdvance: boolean;
}
