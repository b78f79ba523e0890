import { Table, TableTbody, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backendSentence } from "@/components/models/backend-text";
import { repairText } from "@/components/models/repair-text";
import { sizeText } from "@/components/models/size-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ModelVersionRecord } from "@/lib/models/model-query";

interface LineageProps {
  slug: string;
  model: ModelVersionRecord;
  /** The champions before and after it; null: none. */
  before: number | null;
  after: number | null;
}

function Hash({ hex }: { hex: string }) {
  return (
    <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
      {hex}
    </Text>
  );
}

function fileFacts({ fileName, size, sha256, originalSha256, repairs }: ModelVersionRecord): [string, ReactNode][] {
  if (sha256 === null) return [];
  const repaired = originalSha256 !== null && originalSha256 !== sha256;
  const name = fileName ?? "no name was given";
  return [
    ["File", size === null ? name : `${name}, ${sizeText(size)}`],
    ...(repaired
      ? [["SHA-256 as it came", <Hash key="original" hex={originalSha256} />] satisfies [string, ReactNode]]
      : []),
    [repaired ? "SHA-256 as it runs" : "SHA-256", <Hash key="sha" hex={sha256} />],
    [
      "Repairs",
      repairs.length === 0
        ? "none: the file runs as it came"
        : repairs.map((repair) => (
            <Text key={JSON.stringify(repair)} size="sm">
              {repairText(repair)}
            </Text>
          )),
    ],
  ];
}

/** Where a model version comes from. */
export function Lineage({ slug, model, before, after }: LineageProps) {
  const version = (number: number) => (
    <TextLink href={`/use-cases/${slug}/models/${number}`} size="sm">
      version {number}
    </TextLink>
  );
  const facts: [string, ReactNode][] = [
    ["Answers come from", backendSentence[model.backend]],
    [
      "Added",
      <>
        <RelativeTime at={model.createdAt} />
        {model.author !== "" && ` by ${model.author}`}
      </>,
    ],
    ...fileFacts(model),
    ...(model.endpoint === null
      ? []
      : ([
          ["Server", model.endpoint.url],
          ["Its model", model.endpoint.model],
        ] satisfies [string, ReactNode][])),
    ...(before === null ? [] : [["Took over from", version(before)] satisfies [string, ReactNode]]),
    ...(after === null ? [] : [["Followed by", version(after)] satisfies [string, ReactNode]]),
  ];
  return (
    <Table className="numbers" layout="fixed">
      <TableTbody>
        {facts.map(([label, value]) => (
          <TableTr key={label}>
            <TableTh scope="row" w="9.5rem" style={{ verticalAlign: "top" }}>
              {label}
            </TableTh>
            <TableTd style={{ overflowWrap: "anywhere" }}>{value}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
