import type { Repair } from "@/lib/models/repair-schema";

/** What a repair did, in a sentence for people. */
export function repairText(repair: Repair): string {
  switch (repair.kind) {
    case "zipmap_removed": {
      const classes = repair.classes.slice(0, 8).join(", ");
      const more = repair.classes.length > 8 ? ` and ${repair.classes.length - 8} more` : "";
      return `The ZipMap that made "${repair.output}" was removed, because no runtime hands maps out. The scores in "${repair.tensor}" took its place; its class names were kept: ${classes}${more}.`;
    }
    case "locale_set":
      return `The text operator "${repair.node}" asked for ${repair.from === "" ? "no locale" : `the locale ${repair.from}`}. It uses C.UTF-8 now, which every machine has.`;
    case "thresholds_restored":
      return `${repair.thresholds} of ${repair.of} splits of the trees "${repair.node}" were moved by one step of a 32-bit number: the export had rounded them upwards, past values that equal them. The training rows show where they were.`;
  }
}
