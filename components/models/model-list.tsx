import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { ChampionBadge } from "@/components/models/champion-badge";
import { sizeText } from "@/components/models/size-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ModelVersionRecord } from "@/lib/models/model-query";

interface ModelListProps {
  slug: string;
  models: readonly Pick<ModelVersionRecord, "version" | "name" | "backend" | "sha256" | "size" | "createdAt">[];
  champion: number | null;
}

/** A use case's model versions, the newest first, with the champion marked. */
export function ModelList({ slug, models, champion }: ModelListProps) {
  return (
    <Table highlightOnHover className="numbers">
      <TableThead>
        <TableTr>
          <TableTh w="5rem">Version</TableTh>
          <TableTh>Name</TableTh>
          <TableTh visibleFrom="sm">Answers come from</TableTh>
          <TableTh visibleFrom="sm">Added</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {models.map(({ version, name, backend, sha256, size, createdAt }) => (
          <TableTr key={version}>
            <TableTd>{version}</TableTd>
            <TableTd>
              <TextLink href={`/use-cases/${slug}/models/${version}`} fw={550} underline="hover">
                {name}
              </TextLink>{" "}
              {version === champion && <ChampionBadge />}
            </TableTd>
            <TableTd visibleFrom="sm">
              {backend === "supplied" ? (
                "the caller"
              ) : (
                <>
                  an ONNX file{size !== null && `, ${sizeText(size)}`}
                  <Text size="xs" c="dimmed" ff="monospace">
                    {sha256?.slice(0, 16)}…
                  </Text>
                </>
              )}
            </TableTd>
            <TableTd visibleFrom="sm">
              <RelativeTime at={createdAt} />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
