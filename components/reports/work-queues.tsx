import classes from "@/components/reports/home.module.css";
import { ButtonLink } from "@/components/ui/button-link";
import { countText } from "@/components/ui/figure-text";
import { Section } from "@/components/ui/section";

interface Queue {
  useCase: { slug: string; name: string };
  waiting: number;
  claimed: number;
  skipped: number;
}

/** Where counting stops; then there are as many or more. */
const mostCounted = 10_000;
const mostDisagreements = 1_000;

function queueText({ waiting, claimed, skipped }: Queue): string {
  const held = claimed === 0 ? [] : [`${claimed} on your desk`];
  const passed = skipped === 0 ? [] : [`${skipped} passed on`];
  return [...held, `${countText(waiting)}${waiting >= mostCounted ? "+" : ""} waiting`, ...passed].join(", ");
}

/** A person's own queues, those with work first. The first one's button is what the page is for. */
export function WorkQueues({ queues, disagreements }: { queues: readonly Queue[]; disagreements: number | null }) {
  const toSettle = disagreements ?? 0;
  const idle = toSettle === 0 && queues.every((queue) => queue.waiting + queue.claimed === 0);
  return (
    <Section title="My work" {...(idle && { note: "Nothing waits for you. New items appear here by themselves." })}>
      <ul className={classes.rows}>
        {queues.map((queue, index) => {
          const work = queue.waiting + queue.claimed > 0;
          return (
            <li key={queue.useCase.slug}>
              <div>
                <strong>{queue.useCase.name}</strong>
                <div className={classes.aside}>{queueText(queue)}</div>
              </div>
              <ButtonLink
                href={`/review/${queue.useCase.slug}`}
                variant={index === 0 && work ? "filled" : "default"}
                aria-label={`Review ${queue.useCase.name}`}
              >
                Review
              </ButtonLink>
            </li>
          );
        })}
        {toSettle > 0 && (
          <li>
            <div>
              <strong>Disagreements</strong>
              <div className={classes.aside}>
                {countText(toSettle)}
                {toSettle >= mostDisagreements ? "+" : ""} to settle
              </div>
            </div>
            <ButtonLink href="/disagreements" variant="default">
              Settle
            </ButtonLink>
          </li>
        )}
      </ul>
    </Section>
  );
}
