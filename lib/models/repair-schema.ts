import { z } from "zod";

/** What was changed in an uploaded ONNX file so that it runs here, and gives what the model gave where it was made. */
export const repairSchema = z.discriminatedUnion("kind", [
  /** A ZipMap made maps of the scores, which no runtime hands out; the tensor that it took is the output now. */
  z.object({
    kind: z.literal("zipmap_removed"),
    node: z.string(),
    /** The output that it made, and the tensor of scores that took its place. */
    output: z.string(),
    tensor: z.string(),
    /** The class names that it held, in the order of the scores. */
    classes: z.array(z.string()),
  }),
  /** A text operator asked for no locale, or for one that is not everywhere. */
  z.object({ kind: z.literal("locale_set"), node: z.string(), from: z.string(), to: z.literal("C.UTF-8") }),
  /** The exporter had rounded splits of trees upwards; by the training rows they are where they were again. */
  z.object({
    kind: z.literal("thresholds_restored"),
    node: z.string(),
    /** How many splits were moved, by one step of a 32-bit number, and of how many. */
    thresholds: z.int(),
    of: z.int(),
  }),
]);

export type Repair = z.infer<typeof repairSchema>;
