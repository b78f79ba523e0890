"use client";
import { Button, Stack, Text } from "@mantine/core";
import { type FileTotals, problemsCsv } from "@/components/items/verdict-totals";
import classes from "@/components/items/verdict-upload.module.css";
import { countText } from "@/components/ui/figure-text";

/** Problems that are listed on the page; the file to download has all of them. */
const mostListed = 20;

/** What a file comes to: how many are new, on record already, or wrong, and why. */
export function VerdictFileReport({ totals, taken }: { totals: FileTotals; taken: boolean }) {
  const { rows, fresh, repeated, problems } = totals;
  return (
    <Stack gap="sm">
      <div role="status">
        <dl className={classes.counts}>
          <Count of={rows} label={rows === 1 ? "row" : "rows"} />
          <Count of={fresh} label={taken ? "taken in" : "new"} />
          <Count of={repeated} label="on record already" />
          <Count of={problems.length} label={problems.length === 1 ? "problem" : "problems"} />
        </dl>
      </div>
      {problems.length > 0 && (
        <>
          <ul className={classes.problems} aria-label="Problems">
            {problems.slice(0, mostListed).map(({ line, externalId, message }) => (
              <li key={`${line} ${message}`}>
                <span className={classes.line}>Line {countText(line)}</span> {externalId !== "" && <b>{externalId}</b>}{" "}
                {message}
              </li>
            ))}
          </ul>
          <div>
            {problems.length > mostListed && (
              <Text size="sm" c="dimmed" mb="xs">
                And {countText(problems.length - mostListed)} more.
              </Text>
            )}
            <Button variant="default" size="compact-sm" onClick={() => download(problemsCsv(problems))}>
              Download all problems
            </Button>
          </div>
        </>
      )}
    </Stack>
  );
}

function Count({ of, label }: { of: number; label: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="numbers">{countText(of)}</dd>
    </div>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "problems.csv";
  link.click();
  URL.revokeObjectURL(address);
}
