import { Badge, Group, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { ModeBadge } from "@/components/engine/mode-badge";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { UseCaseView } from "@/lib/use-cases/use-case-view";

/** The use cases that a person may see, each with its rung. `defines`: they may add one. */
export function UseCaseList({ useCases, defines }: { useCases: readonly UseCaseView[]; defines: boolean }) {
  if (useCases.length === 0) {
    return (
      <Section>
        {defines ? (
          <EmptyState
            title="No use case yet"
            action={<ButtonLink href="/use-cases/new">Define the first one</ButtonLink>}
          >
            Say which fields an item has and which outcomes there are. People decide everything until you change that.
          </EmptyState>
        ) : (
          <EmptyState title="You have no role yet">
            An admin must give you a role in a use case before you can see anything here.
          </EmptyState>
        )}
      </Section>
    );
  }
  return (
    <Section flush>
      <Table highlightOnHover>
        <TableThead>
          <TableTr>
            <TableTh>Name</TableTh>
            <TableTh>Automation</TableTh>
            <TableTh visibleFrom="sm">Champion</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {useCases.map((useCase) => (
            <TableTr key={useCase.id}>
              <TableTd>
                <TextLink href={`/use-cases/${useCase.slug}`} fw={550} underline="hover">
                  {useCase.definition.name}
                </TextLink>
                <Text size="xs" c="dimmed">
                  {useCase.slug}
                </Text>
              </TableTd>
              <TableTd>
                <Group gap="xs">
                  <ModeBadge mode={useCase.mode} />
                  {useCase.halted && (
                    <Badge color="red" variant="light">
                      Halted
                    </Badge>
                  )}
                </Group>
              </TableTd>
              <TableTd visibleFrom="sm">
                {useCase.champion === null ? (
                  <Text size="sm" c="dimmed">
                    No model
                  </Text>
                ) : (
                  `${useCase.champion.name}, version ${useCase.champion.version}`
                )}
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </Section>
  );
}
