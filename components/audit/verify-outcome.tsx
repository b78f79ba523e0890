import { Stack, Text } from "@mantine/core";
import classes from "@/components/audit/verify.module.css";
import { Section } from "@/components/ui/section";
import type { Verification } from "@/lib/audit/verify/verification";

const signs = { good: "M4 12.5 9.5 18 20 6.5", bad: "M6 6 18 18M18 6 6 18", unsure: "M12 4.5v9.5M12 19v.2" };

function signOf(verdict: Verification["verdict"]): string {
  if (verdict.startsWith("valid")) return signs.good;
  return verdict === "incomplete" ? signs.unsure : signs.bad;
}

/** A verdict in words: what it is, what is wrong, what it shows and what it does not. */
export function VerifyOutcome({ name, verification }: { name: string; verification: Verification }) {
  const { verdict, headline, meaning, firstWrongIndex, problems, moreProblems, shown, notShown, facts } = verification;
  const wrong = problems.map(({ message }) => message);
  if (moreProblems > 0) wrong.push(`And ${moreProblems} more.`);
  return (
    <Section
      title={
        <span className={classes.verdict}>
          <svg viewBox="0 0 24 24" aria-hidden="true" className={classes.sign}>
            <path d={signOf(verdict)} />
          </svg>
          {headline}
        </span>
      }
      note={name}
    >
      <Stack gap="md">
        <div>
          <Text>{meaning}</Text>
          {firstWrongIndex !== null && (
            <Text>
              First wrong index: <strong className="numbers">{firstWrongIndex}</strong>
            </Text>
          )}
        </div>
        <Sentences title="What is wrong" sentences={wrong} />
        <Sentences title="This shows" sentences={shown} />
        <Sentences title="This does not show" sentences={notShown} />
        <dl className={classes.facts}>
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className="numbers">{value}</dd>
            </div>
          ))}
        </dl>
      </Stack>
    </Section>
  );
}

function Sentences({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <Text component="h3" fw={600} size="sm">
        {title}
      </Text>
      <ul className={classes.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
