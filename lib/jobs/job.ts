import type { z } from "zod";

/** A job's name and payload, apart from its handler, so that whoever enqueues it need not know who does it. */
export interface Job<Payload> {
  name: string;
  payload: z.ZodType<Payload>;
  /** Jobs of one group can be kept from running at the same time. */
  groupOf?: (payload: Payload) => string;
}
