import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text, VisuallyHidden } from "@mantine/core";
import { countText } from "@/components/review/count-text";
import { DueText } from "@/components/review/due-text";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { QueueView } from "@/lib/review/queue-query";
import { type QueueCounts, queueTotal } from "@/lib/review/queue-view";

/** The queues in which a person reviews, those with work first; before them all of them as one. */
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
  const several = queues.length > 1;
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
          {several && (
            <QueueRow
              href="/review/all"
              name="All my work"
              about="all queues as one, the most urgent first"
              counts={queueTotal(queues)}
              nextDueAt={null}
              first
            />
          )}
          {queues.map((queue, index) => (
            <QueueRow
              key={queue.useCase.id}
              href={`/review/${queue.useCase.slug}`}
              name={queue.useCase.name}
              about={notesOn(queue)}
              counts={queue}
              nextDueAt={queue.nextDueAt}
              first={!several && index === 0}
            />
          ))}
        </TableTbody>
      </Table>
    </Section>
  );
}

function notesOn({ useCase, claimed, assigned, skipped, deferred }: QueueView): string {
  const notes = [
    claimed > 0 && (claimed === 1 ? "one that you began" : `${claimed} that you began`),
    assigned > 0 && `${assigned} kept for you`,
    skipped > 0 && `${skipped} that you skipped`,
    deferred > 0 && `${deferred} that you put off`,
  ].filter((note) => note !== false);
  return notes.length === 0 ? useCase.slug : `with ${notes.join(", ")}`;
}

interface QueueRowProps {
  href: string;
  name: string;
  about: string;
  counts: QueueCounts;
  nextDueAt: Date | null;
  first: boolean;
}

function QueueRow({ href, name, about, counts, nextDueAt, first }: QueueRowProps) {
  const { waiting, claimed, overdue } = counts;
  const work = waiting + claimed > 0;
  return (
    <TableTr>
      <TableTd>
        <TextLink href={href} fw={550} underline="hover">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </TableTd>
      <TableTd ta="end" className="numbers">
        {work ? countText(waiting + claimed) : <Text c="dimmed">nothing</Text>}
        {overdue > 0 && (
          <Text size="xs" fw={550}>
            {countText(overdue)} overdue
          </Text>
        )}
        {overdue === 0 && nextDueAt !== null && (
          <Text size="xs" component="span" display="block">
            next <DueText at={nextDueAt.toISOString()} />
          </Text>
        )}
      </TableTd>
      <TableTd ta="end">
        <ButtonLink href={href} variant={first && work ? "filled" : "default"}>
          {claimed > 0 ? "Go on" : "Start"}
        </ButtonLink>
      </TableTd>
    </TableTr>
  );
}
