import type { EndpointSecrets } from "@/lib/inference/endpoint-schema";

/** Stands where a secret stood. */
export const mask = "•••";

/** A text without any of the secrets, whole or without their scheme (`Bearer`): servers repeat what they were sent. */
export function maskSecrets(text: string, secrets: EndpointSecrets): string {
  const values = Object.values(secrets).flatMap((value) => [value, ...value.split(" ").slice(1)]);
  const longestFirst = values.filter((value) => value !== "").toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, value) => masked.replaceAll(value, mask), text);
}
