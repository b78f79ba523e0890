"use client";
import { Button } from "@mantine/core";
import { PictureMap } from "@/components/explanations/picture-map";
import { ShareBars } from "@/components/explanations/share-bars";
import { SimilarItems } from "@/components/explanations/similar-items";
import { useWhy } from "@/components/explanations/use-why";
import classes from "@/components/explanations/why-panel.module.css";
import { Section } from "@/components/ui/section";
import type { WhyPlace } from "@/lib/explanations/explanation-schema";
import type { WhyView } from "@/lib/explanations/why-view";
import type { ShownInput } from "@/lib/items/input-view";

interface WhyPanelProps {
  place: WhyPlace;
  input: ShownInput;
  /** A model was asked about the item. */
  asked: boolean;
}

/** Why the model answered as it did, and what people said on similar items. Only where that answer may be seen. */
export function WhyPanel({ place, input, asked }: WhyPanelProps) {
  const { view, problem, late, again } = useWhy(place);
  const retry = (
    <Button variant="default" size="xs" onClick={again}>
      Look again
    </Button>
  );
  return (
    <div className={classes.panel}>
      {asked && (
        <Section title="Why this answer">
          <div className={classes.why} aria-live="polite" aria-busy={view === null && problem === null}>
            {view !== null && <Explanation view={view} input={input} />}
            {view === null && problem === null && <p className={classes.quiet}>Looking…</p>}
            {view?.explanation === null && <p className={classes.quiet}>No model has answered this item.</p>}
            {view?.explanation?.state === "pending" && (
              <p className={classes.quiet}>
                {late ? "This takes longer than usual. " : "The model is asked about changed copies of this item…"}
              </p>
            )}
            {problem !== null && <p className={classes.quiet}>{problem}</p>}
            {late && <div>{retry}</div>}
          </div>
        </Section>
      )}
      {view !== null && view.similar.length > 0 && (
        <Section title="Similar items" note="Settled by people lately; the nearest by input.">
          <SimilarItems similar={view.similar} />
        </Section>
      )}
    </div>
  );
}

function Explanation({ view, input }: { view: WhyView; input: ShownInput }) {
  const { explanation, answer, unit } = view;
  switch (explanation?.state) {
    case "none":
      return <p className={classes.quiet}>{explanation.message}</p>;
    case "shares":
      return <ShareBars explanation={explanation} answer={answer ?? ""} unit={unit} input={input} />;
    case "map": {
      const picture = input[explanation.field];
      return typeof picture === "string" ? (
        <PictureMap explanation={explanation} picture={picture} unit={unit} />
      ) : null;
    }
    default:
      return null;
  }
}
