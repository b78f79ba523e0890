import { z } from "zod";

/** What the review desk does at a key that each person may choose. Confirming, digits, `?` and Escape stay as they are. */
export const deskCommands = [
  "skip",
  "undo",
  "note",
  "guideline",
  "opinion",
  "defer",
  "escalate",
  "unusable",
  "more",
  "picture",
] as const;

export type DeskCommand = (typeof deskCommands)[number];
/** The key of every command, in lower case. */
export type DeskKeys = Readonly<Record<DeskCommand, string>>;

/** The keys as they are until somebody changes them. */
export const originalKeys: DeskKeys = {
  skip: "s",
  undo: "u",
  note: "n",
  guideline: "g",
  opinion: "o",
  defer: "d",
  escalate: "e",
  unusable: "x",
  more: "m",
  picture: "z",
};

/** What each command is called where keys are listed. */
export const commandNames: Readonly<Record<DeskCommand, string>> = {
  skip: "Skip: leave the item to others",
  undo: "Undo the latest verdict, skip or request",
  note: "Write a note",
  guideline: "Open or close the guideline",
  opinion: "Ask another person for a second opinion",
  defer: "Put the item off until later",
  escalate: "Escalate the item to an adjudicator",
  unusable: "Say that the input is unusable",
  more: "Open the menu with everything else",
  picture: "Go to the picture, to zoom and move it",
};

/** Digits choose; these two open the note and the list of keys whatever else does. */
const fixedKeys = ["/", "?"];

const deskKeySchema = z
  .string()
  .regex(/^[\p{L}\p{P}\p{S}]$/u, "Choose a letter or a sign. Digits choose outcomes.")
  .refine((key) => key === key.toLowerCase(), { message: "Choose the key without Shift." })
  .refine((key) => !fixedKeys.includes(key), { message: "This key has a meaning of its own that stays." });

const changedKeysSchema = z.partialRecord(z.enum(deskCommands), deskKeySchema).superRefine((changed, context) => {
  const keys = { ...originalKeys, ...changed };
  for (const command of deskCommands) {
    const other = deskCommands.find((one) => one !== command && keys[one] === keys[command]);
    if (other === undefined || changed[command] === undefined) continue;
    const message = `${keys[command].toUpperCase()} is taken: “${commandNames[other]}”. Give that another key first.`;
    context.addIssue({ code: "custom", path: [command], message });
  }
});

/** How a person likes to work at the review desk. */
export const preferencesSchema = z.strictObject({
  /** Only the keys that differ from the original ones. */
  keys: changedKeysSchema.default({}),
  /** A verdict brings the next item at once. */
  autoAdvance: z.boolean().default(true),
});

export type Preferences = z.output<typeof preferencesSchema>;

export const originalPreferences: Preferences = { keys: {}, autoAdvance: true };

/** All keys of a person. */
export function keysOf({ keys }: Pick<Preferences, "keys">): DeskKeys {
  return { ...originalKeys, ...keys };
}
