import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text, VisuallyHidden } from "@mantine/core";
import { countText } from "@/components/review/count-text";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { QueueView } from "@/lib/review/queue-query";

/** The queues in which a person reviews, those with work first. */
export function QueueList({ queues }: { queues: readonly QueueView[] }) {
  if (queues.length === 0) {
    return (
      <Section>
        <EmptyState title="You review nowhere yet">
          Ask an admin for the role of reviewer in a use case. Its queue then appears here.
        </EmptyState>
      </Section>
    );
  }
  return (
    <Section flush>
      <Table>
        <TableThead>
          <TableTr>
            <TableTh>Queue</TableTh>
            <TableTh ta="end">Waiting</TableTh>
            <TableTh>
              <VisuallyHidden>Open</VisuallyHidden>
            </TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {queues.map((queue, index) => (
            <QueueRow key={queue.useCase.id} queue={queue} first={index === 0} />
          ))}
        </TableTbody>
      </Table>
    </Section>
  );
}

function QueueRow({ queue, first }: { queue: QueueView; first: boolean }) {
  const { useCase, waiting, claimed, skipped } = queue;
  const notes = [
    claimed > 0 && (claimed === 1 ? "one that you began" : `${claimed} that you began`),
    skipped > 0 && `${skipped} that you skipped`,
  ].filter((note) => note !== false);
  return (
    <TableTr>
      <TableTd>
        <TextLink href={`/review/${useCase.slug}`} fw={550} underline="hover">
          {useCase.name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {notes.length === 0 ? useCase.slug : `with ${notes.join(" and ")}`}
        </Text>
      </TableTd>
      <TableTd ta="end" className="numbers">
        {waiting + claimed === 0 ? <Text c="dimmed">nothing</Text> : countText(waiting + claimed)}
      </TableTd>
      <TableTd ta="end">
        <ButtonLink href={`/review/${useCase.slug}`} variant={first && waiting + claimed > 0 ? "filled" : "default"}>
          {claimed > 0 ? "Go on" : "Start"}
        </ButtonLink>
      </TableTd>
    </TableTr>
  );
}
