import "server-only";
import { database } from "@/lib/platform/database";

/** So many codes are looked through, and so many taken at most. */
const mostCodes = 5_000;
const mostTaken = 20;

/**
 * The terms of codes that hold every word of a text, the shortest first: `low conf` finds `code:low_confidence`. There are
 * few codes however many events there are: the index is entered once for each.
 */
export async function findCodeTerms(text: string): Promise<string[]> {
  const words = text
    .toLowerCase()
    .split(/[\s_:]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const rows = await database.$queryRaw<{ term: string }[]>`
    WITH RECURSIVE code AS (
      (SELECT term, 1 AS place FROM audit_term WHERE term >= 'code:' ORDER BY term LIMIT 1)
      UNION ALL
      SELECT next.term, place + 1 FROM code CROSS JOIN LATERAL (
        SELECT t.term FROM audit_term t WHERE t.term > code.term ORDER BY t.term LIMIT 1) AS next
      WHERE code.term ^@ 'code' AND place < ${mostCodes}
    )
    SELECT term FROM code
    WHERE term ^@ 'code:' AND (SELECT bool_and(position(w IN substr(term, 6)) > 0) FROM unnest(${words}::text[]) AS w)
    ORDER BY char_length(term), term LIMIT ${mostTaken}`;
  return rows.map(({ term }) => term);
}
