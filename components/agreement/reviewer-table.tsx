import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import classes from "@/components/agreement/agreement.module.css";
import { ShareText } from "@/components/agreement/share-text";
import { countText, durationText } from "@/components/ui/figure-text";
import { WideTable } from "@/components/ui/wide-table";
import type { Agreement } from "@/lib/reports/agreement-of";
import type { Influenced, ReviewerFigures } from "@/lib/reports/reviewer-figures";

interface ReviewerTableProps {
  reviewers: readonly ReviewerFigures[];
  /** The reader's own row only. */
  own: boolean;
  /** Nothing is said below so many cases. */
  fewest: number;
}

/** How reviewers' verdicts went, by name; never a ranking. */
export function ReviewerTable({ reviewers, own, fewest }: ReviewerTableProps) {
  if (reviewers.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {own ? "None of your verdicts in this period is final yet." : "No verdict in this period is final yet."}
      </Text>
    );
  }
  return (
    <Stack gap="md">
      <WideTable label={own ? "Your own figures" : "Figures by reviewer"} minWidth="56rem">
        <Table className="numbers" verticalSpacing="xs">
          <TableThead>
            <TableTr>
              <TableTh>Reviewer</TableTh>
              <TableTh ta="right">Verdicts</TableTh>
              <TableTh>Median time</TableTh>
              <TableTh>Agrees with the settled truth</TableTh>
              <TableTh>Switched to the model's answer</TableTh>
              <TableTh>Gave the answer in view</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {reviewers.map(({ id, name, external, verdicts, seconds, truth, switched, followed }) => (
              <TableTr key={id}>
                <TableTh scope="row" fz="sm" c="var(--mantine-color-text)">
                  {name}
                  {external && <span className={classes.interval}>works elsewhere</span>}
                </TableTh>
                <TableTd ta="right">{countText(verdicts)}</TableTd>
                <TableTd>{seconds === null ? <TooFew fewest={fewest} /> : <>about {durationText(seconds)}</>}</TableTd>
                <TableTd>
                  <Figure share={truth} fewest={fewest} />
                </TableTd>
                <TableTd>
                  <Influence of={switched} fewest={fewest} />
                </TableTd>
                <TableTd>
                  <Influence of={followed} fewest={fewest} />
                </TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </WideTable>
      <Text size="sm" c="dimmed" maw="70ch">
        The settled truth is what an adjudicator said, or else what more than half of at least two people said; one's
        own verdict is among those. What people dispute and nobody has settled yet is left out, so this looks too good
        until then. Switched: answered first, saw that the model differed, took its answer over. Gave the answer in
        view: saw it from the start. Where the model was wrong, both measure how far its answer leads people astray.
        Figures that rest on fewer than {fewest} cases are not shown.
      </Text>
      {!own && (
        <Text size="sm" maw="70ch">
          <strong>Fair use.</strong> People get different items: who takes the hard ones agrees less and takes longer.
          Two people whose intervals overlap cannot be told apart. Talk with people about what you see here before you
          draw conclusions, and do not rank, reward or discipline anybody by it.
        </Text>
      )}
    </Stack>
  );
}

const TooFew = ({ fewest }: { fewest: number }) => <span className={classes.dim}>fewer than {fewest}</span>;

const Figure = ({ share, fewest }: { share: Agreement | null; fewest: number }) =>
  share === null ? <TooFew fewest={fewest} /> : <ShareText share={share} cases />;

/** Where the model was right, and where it was wrong. */
function Influence({ of, fewest }: { of: Influenced; fewest: number }) {
  if (of.right === null && of.wrong === null) return <TooFew fewest={fewest} />;
  return (
    <>
      <div>
        it was right: <Figure share={of.right} fewest={fewest} />
      </div>
      <div>
        it was wrong: <Figure share={of.wrong} fewest={fewest} />
      </div>
    </>
  );
}
