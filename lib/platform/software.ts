import manifest from "@/package.json" with { type: "json" };

/** Name and version of this software, as audit events and the API give it. */
export const software = `countersign/${manifest.version}`;
