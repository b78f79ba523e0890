import Link from "next/link";
import classes from "@/components/items/bulk-preview.module.css";
import { countText } from "@/components/ui/figure-text";
import { type LeftOut, leftOutReasons } from "@/lib/items/bulk-view";

/** Which items are left out of a decision on many, and why. */
export function LeftOutList({ leftOut }: { leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null;
  return (
    <div>
      <h3 className={classes.title}>Left out</h3>
      {leftOut.map(({ why, count, named }) => (
        <details key={why} className={classes.group}>
          <summary>
            {countText(count)}: {leftOutReasons[why].toLowerCase()}
          </summary>
          <ul>
            {named.map(({ id, externalId, who }) => (
              <li key={id}>
                <Link href={`/items/${id}`}>{externalId}</Link>
                {who !== null && <span className={classes.aside}> {who}</span>}
              </li>
            ))}
            {count > named.length && <li>and {countText(count - named.length)} more</li>}
          </ul>
        </details>
      ))}
    </div>
  );
}
