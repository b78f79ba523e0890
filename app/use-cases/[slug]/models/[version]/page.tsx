import { Table, TableTbody, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ChampionBadge } from "@/components/models/champion-badge";
import { MappingInputs, MappingOutput } from "@/components/models/mapping-tables";
import { sizeText } from "@/components/models/size-text";
import { TensorTable } from "@/components/models/tensor-table";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { type ChampionStretch, findModelVersion, listChampionStretches } from "@/lib/models/model-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

interface ModelPageProps {
  params: Promise<{ slug: string; version: string }>;
}

export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: `Model version ${(await params).version}` };
}

function StretchText({ from, until, firstPolicy, lastPolicy }: ChampionStretch) {
  const policies = firstPolicy === lastPolicy ? `policy ${firstPolicy}` : `policies ${firstPolicy} to ${lastPolicy}`;
  return (
    <Text size="sm">
      from <RelativeTime at={from} />{" "}
      {until === null ? (
        "on"
      ) : (
        <>
          until <RelativeTime at={until} />
        </>
      )}
      , under {policies}
    </Text>
  );
}

export default async function ModelPage({ params }: ModelPageProps) {
  const actor = await requireActor();
  const { slug, version } = await params;
  const useCase = await findVisibleUseCase(actor, slug, "policy.read");
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
  const model = useCase === null ? null : await findModelVersion(useCase.id, number);
  if (useCase === null || model === null) notFound();
  const stretches = await listChampionStretches(useCase.id, model.version);
  const isChampion = useCase.champion?.version === model.version;
  const facts: [string, ReactNode][] = [
    ["Answers come from", model.backend === "supplied" ? "the caller, with each item" : "an ONNX file that runs here"],
    ["Added", <RelativeTime key="added" at={model.createdAt} />],
    [
      "Champion",
      stretches.length === 0
        ? "never so far"
        : stretches.map((stretch) => <StretchText key={stretch.firstPolicy} {...stretch} />),
    ],
    ...(model.size === null ? [] : [["File", sizeText(model.size)] satisfies [string, ReactNode]]),
    ...(model.sha256 === null
      ? []
      : [
          [
            "SHA-256",
            <Text key="sha" size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
              {model.sha256}
            </Text>,
          ] satisfies [string, ReactNode],
        ]),
  ];
  return (
    <PageFrame
      title={
        <>
          {model.name} {isChampion && <ChampionBadge />}
        </>
      }
      lead={`Model version ${model.version} of ${useCase.definition.name}.`}
      actions={
        !isChampion &&
        may(actor, "policy.change", useCase.id) && (
          <ButtonLink href={`/use-cases/${slug}/automation/change?champion=${model.version}`}>
            Make it champion
          </ButtonLink>
        )
      }
    >
      <Section flush>
        <Table className="numbers">
          <TableTbody>
            {facts.map(([label, value]) => (
              <TableTr key={label}>
                <TableTh scope="row" w={{ base: "32%", sm: "11rem" }} style={{ verticalAlign: "top" }}>
                  {label}
                </TableTh>
                <TableTd>{value}</TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </Section>
      {model.mapping === null ? (
        <Section title="Mapping">
          <Text size="sm">
            There is none: the caller sends the outcome or the scores with each item, and they count as this version's.
          </Text>
        </Section>
      ) : (
        <>
          <Section title="What goes in" note="How the use case's fields reach the model." flush>
            <MappingInputs mapping={model.mapping} definition={useCase.definition} />
          </Section>
          <Section title="What comes out">
            <MappingOutput mapping={model.mapping} definition={useCase.definition} />
          </Section>
        </>
      )}
      {model.signature !== null && (
        <Section title="Signature" note="What the file itself declares." flush>
          <TensorTable signature={model.signature} />
        </Section>
      )}
    </PageFrame>
  );
}
