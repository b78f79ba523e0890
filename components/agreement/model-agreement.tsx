import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import classes from "@/components/agreement/agreement.module.css";
import { EstimateText } from "@/components/agreement/estimate-text";
import { ShareText } from "@/components/agreement/share-text";
import { countText, numberText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import { WideTable } from "@/components/ui/wide-table";
import { type VerdictKind, verdictKindName } from "@/lib/reports/agreement-filter-schema";
import type { ModelCompared } from "@/lib/reports/agreement-report";

interface ModelAgreementProps {
  model: readonly ModelCompared[];
  /** The row whose answers the table below shows, and where each of the others is shown. */
  chosen: VerdictKind;
  hrefOf: (verdicts: VerdictKind) => string;
  /** Regression: the number's unit. */
  unit: string | null;
}

const meaning: Record<VerdictKind, string> = {
  blind: "left to people, answered before the model's answer was seen",
  checked: "a sample of what the model decided, checked blind",
  seen: "people tend to follow what they see",
};

/** The model against people, by how the verdicts were given: never pooled. */
export function ModelAgreement({ model, chosen, hrefOf, unit }: ModelAgreementProps) {
  return (
    <WideTable label="The model against people" minWidth="40rem">
      <Table className="numbers" verticalSpacing="xs">
        <TableThead>
          <TableTr>
            <TableTh>Verdicts</TableTh>
            <TableTh ta="right">n</TableTh>
            <TableTh>{unit === null ? "Same answer" : "Within tolerance"}</TableTh>
            {unit === null ? (
              <>
                <TableTh>Cohen's kappa</TableTh>
                <TableTh>Gwet's AC1</TableTh>
              </>
            ) : (
              <TableTh>Mean difference</TableTh>
            )}
            <TableTh>Krippendorff's alpha</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {model.map((row) => (
            <TableTr
              key={row.verdicts}
              {...(row.verdicts === chosen && unit === null && { className: classes.chosen ?? "" })}
            >
              <TableTh scope="row" fz="sm" fw={400} c="var(--mantine-color-text)">
                {unit === null && row.n > 0 ? (
                  <TextLink href={hrefOf(row.verdicts)} size="sm" {...current(row.verdicts === chosen)}>
                    {verdictKindName[row.verdicts]}
                  </TextLink>
                ) : (
                  verdictKindName[row.verdicts]
                )}
                <span className={classes.meaning}>{meaning[row.verdicts]}</span>
              </TableTh>
              <TableTd ta="right">{countText(row.n)}</TableTd>
              <TableTd>
                <ShareText share={row} />
              </TableTd>
              {unit === null ? (
                <>
                  <TableTd>
                    <EstimateText estimate={row.kappa} />
                  </TableTd>
                  <TableTd>
                    <EstimateText estimate={row.ac1} />
                  </TableTd>
                </>
              ) : (
                <TableTd>
                  <DistanceText distance={row.distance} unit={unit} />
                </TableTd>
              )}
              <TableTd>
                <EstimateText estimate={row.alpha} />
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </WideTable>
  );
}

const current = (is: boolean) => (is ? ({ "aria-current": "true" } as const) : {});

function DistanceText({ distance, unit }: { distance: ModelCompared["distance"]; unit: string }) {
  if (distance === null) return <span className={classes.dim}>–</span>;
  const text = (value: number) => `${numberText(Number(value.toPrecision(3)))} ${unit}`.trim();
  return (
    <>
      <strong>{text(distance.mean)}</strong>
      <span className={classes.interval}>
        half within {text(distance.median)} (latest {countText(distance.n)})
      </span>
    </>
  );
}
