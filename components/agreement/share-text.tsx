import classes from "@/components/agreement/agreement.module.css";
import { countText } from "@/components/ui/figure-text";
import type { Agreement } from "@/lib/reports/agreement-of";
import { intervalText, rateText } from "@/lib/statistics/rate-text";

/** A share with its interval and, unless it stands in a column of its own, the number of cases. */
export function ShareText({ share, cases = false }: { share: Agreement; cases?: boolean }) {
  if (share.n === 0) return <span className={classes.dim}>–</span>;
  return (
    <>
      <strong>{rateText(share.agreed / share.n)}</strong>
      <span className={classes.interval}>
        {share.interval !== null && intervalText(share.interval)}
        {cases && ` (n = ${countText(share.n)})`}
      </span>
    </>
  );
}
