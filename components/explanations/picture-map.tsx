"use client";
import { Button } from "@mantine/core";
import { type CSSProperties, type SyntheticEvent, useState } from "react";
import { scoreText, sizeText } from "@/components/explanations/share-text";
import classes from "@/components/explanations/why-panel.module.css";
import { countText } from "@/components/ui/figure-text";
import type { ExplanationView } from "@/lib/explanations/why-view";

/** Pictures up to this many pixels wide are drawn pixel by pixel. */
const tiny = 128;

interface PictureMapProps {
  explanation: Extract<ExplanationView, { state: "map" }>;
  /** Its address. */
  picture: string;
  unit: string | null;
}

/** The parts of a picture that matter to the model, laid over it. */
export function PictureMap({ explanation, picture, unit }: PictureMapProps) {
  const { map, label, score, rows } = explanation;
  const [covered, setCovered] = useState(true);
  const [isTiny, setTiny] = useState(false);
  const most = Math.max(...map.drops);
  const place = map.drops.indexOf(most);
  const [row, column] = [Math.floor(place / map.columns) + 1, (place % map.columns) + 1];
  const points = unit === null ? "points" : unit;
  const said =
    most > 0
      ? `The more violet a part, the more the model’s ${scoreText(score, unit)} drops when that part is covered. Most: by ${sizeText(most, unit)} ${points}, in row ${row} of ${map.rows} from the top, column ${column} of ${map.columns} from the left.`
      : `Whichever part is covered, the model’s ${scoreText(score, unit)} does not drop.`;
  const measure = (event: SyntheticEvent<HTMLImageElement>) => {
    const { naturalWidth, naturalHeight } = event.currentTarget;
    setTiny(Math.max(naturalWidth, naturalHeight) <= tiny);
  };
  return (
    <>
      <p>{said}</p>
      <figure className={classes.picture}>
        {/* biome-ignore lint/performance/noImgElement: it comes from the item as it is, and is to be resized by nobody */}
        <img src={picture} alt={label} data-tiny={isTiny || undefined} referrerPolicy="no-referrer" onLoad={measure} />
        {covered && (
          <div className={classes.map} style={{ "--columns": map.columns } as CSSProperties} aria-hidden>
            {map.drops.map((drop, part) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the grid
                key={part}
                style={{ "--strength": most > 0 ? Math.max(0, drop / most) : 0 } as CSSProperties}
              />
            ))}
          </div>
        )}
      </figure>
      <div>
        <Button variant="default" size="xs" onClick={() => setCovered(!covered)} aria-pressed={covered}>
          {covered ? "Hide the map" : "Show the map"}
        </Button>
      </div>
      <p className={classes.quiet}>
        Estimated by asking the model about {countText(rows)} copies of the picture. It tells what the model looks at,
        not what is right.
      </p>
    </>
  );
}
