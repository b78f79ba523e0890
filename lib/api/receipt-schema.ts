import { z } from "@hono/zod-openapi";

const hex = z.string().regex(/^[0-9a-f]*$/);

/** What proves an item's story. */
export const receiptSchema = z
  .object({
    format: z.literal("countersign-receipt"),
    version: z.literal(1),
    origin: z.string().describe("What the audit log is called"),
    item: z.object({ id: z.uuid(), externalId: z.string(), useCase: z.string() }),
    erased: z
      .object({ at: z.iso.datetime(), basis: z.string().describe("A legal basis, or retention") })
      .optional()
      .describe("Input and notes are gone; not there while they are kept"),
    issuedAt: z.iso.datetime(),
    events: z.array(
      z.object({
        index: z.int().describe("Its place in the log"),
        envelope: z.string().describe("The leaf's preimage: canonical JSON (RFC 8785), to the byte"),
        leafHash: hex,
        proof: z.array(hex).describe("Inclusion proof (RFC 6962), the lowest hash first"),
      }),
    ),
    checkpoint: z.string().describe("A signed note (C2SP)"),
    keys: z.array(z.string()).describe("Verifier keys, the one in use first"),
    disclosed: z
      .array(z.object({ eventId: z.uuid(), path: z.string(), salt: hex, value: z.unknown() }))
      .describe("Values behind the events' commitments"),
  })
  .openapi("Receipt");
