import type { Agreement } from "@/lib/reports/agreement-of";
import type { AgreementReport } from "@/lib/reports/agreement-page-query";
import type { Estimate } from "@/lib/statistics/estimate";

const share = ({ agreed, n, interval }: Agreement) => ({ n, share: n === 0 ? null : agreed / n, interval });
const estimate = (one: Estimate | null) => one && { value: one.value, interval: one.interval };

/** The report as the API says it. */
export function viewAgreement({ model, people, bands, causes, counting }: AgreementReport) {
  return {
    model: model.map(({ verdicts, kappa, ac1, alpha, cells, distance, ...own }) => ({
      verdicts,
      agreement: share(own),
      cohensKappa: estimate(kappa),
      gwetsAc1: estimate(ac1),
      krippendorffsAlpha: estimate(alpha),
      confusion: cells,
      distance,
    })),
    people: {
      items: people.items,
      verdicts: people.verdicts,
      pairs: share(people),
      fleissKappa: estimate(people.kappa),
      gwetsAc1: estimate(people.ac1),
      krippendorffsAlpha: estimate(people.alpha),
    },
    overrides: bands.map(({ from, overridden, differed }) => ({
      confidenceFrom: from,
      overridden: share(overridden),
      differed: share(differed),
    })),
    rootCauses: causes,
    complete: !counting,
  };
}
