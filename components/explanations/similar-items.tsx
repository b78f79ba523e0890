import classes from "@/components/explanations/why-panel.module.css";
import { TextLink } from "@/components/ui/text-link";
import type { WhyView } from "@/lib/explanations/why-view";

/** Differences that are named; the others are counted. */
const named = 3;

/** What people said on items like this one. */
export function SimilarItems({ similar }: { similar: WhyView["similar"] }) {
  return (
    <ul className={classes.similar}>
      {similar.map(({ externalId, answer, distance, apart, href }) => (
        <li key={externalId}>
          <span className={classes.name}>
            {href === null ? externalId : <TextLink href={href}>{externalId}</TextLink>}
          </span>
          <strong>{answer}</strong>
          <span className={classes.quiet}>{likeness(distance, apart)}</span>
        </li>
      ))}
    </ul>
  );
}

function likeness(distance: number, apart: readonly string[]): string {
  if (distance === 0) return "The same input";
  const near =
    distance < 0.02
      ? "Nearly the same"
      : distance < 0.1
        ? "Very similar"
        : distance < 0.25
          ? "Similar"
          : "Rather different";
  if (apart.length === 0) return near;
  const more = apart.length - named;
  return `${near}; differs in ${apart.slice(0, named).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
