import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text, VisuallyHidden } from "@mantine/core";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ComparePolicies } from "@/components/policies/compare-policies";
import classes from "@/components/policies/policy-comparison.module.css";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { WideTable } from "@/components/ui/wide-table";
import type { PolicyComparison as Comparison } from "@/lib/reports/automation-query";
import type { ComparedPolicy } from "@/lib/reports/policy-comparison-view";

interface PolicyComparisonProps {
  comparison: Comparison;
  /** The highest version that there is. */
  latest: number;
  /** The page without a comparison. */
  closeHref: string;
}

/** Two versions of the policy side by side; where they differ is marked. */
export function PolicyComparison({ comparison, latest, closeHref }: PolicyComparisonProps) {
  const { one, other, rows } = comparison;
  const differing = rows.filter(({ differs }) => differs).length;
  return (
    <div id="compare">
      <Section
        title={`Policy ${one.version} beside policy ${other.version}`}
        note={
          differing === 0
            ? "No setting differs."
            : `${differing} of ${rows.length} settings ${differing === 1 ? "differs" : "differ"}.`
        }
        actions={
          <>
            <ComparePolicies one={one.version} other={other.version} latest={latest} />
            <TextLink href={closeHref} size="sm">
              Close
            </TextLink>
          </>
        }
        flush
      >
        <WideTable label="Settings of both policies" minWidth="36rem">
          <Table className="numbers" layout="fixed">
            <TableThead>
              <TableTr>
                <TableTh w="24%">Setting</TableTh>
                <TableTh>
                  <Head policy={one} />
                </TableTh>
                <TableTh>
                  <Head policy={other} />
                </TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {rows.map(({ key, label, one: before, other: after, differs }) => (
                <TableTr key={key} className={classes.row} data-differs={differs || undefined}>
                  <TableTh scope="row">
                    {label}
                    {differs && <span className={classes.differs}>differs</span>}
                  </TableTh>
                  <TableTd>{before ?? <Absent />}</TableTd>
                  <TableTd>{after ?? <Absent />}</TableTd>
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </WideTable>
      </Section>
    </div>
  );
}

function Head({ policy }: { policy: ComparedPolicy }) {
  return (
    <div className={classes.head}>
      <span>Policy {policy.version}</span> <ModeBadge mode={policy.settings.mode} />
      <Text size="xs" c="dimmed" fw={400}>
        <RelativeTime at={policy.at} /> by {policy.author}
      </Text>
    </div>
  );
}

function Absent() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <VisuallyHidden>not there</VisuallyHidden>
    </>
  );
}
