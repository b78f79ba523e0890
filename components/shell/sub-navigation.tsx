import type { ReactNode } from "react";
import { PlaceLink } from "@/components/shell/place-link";
import classes from "@/components/shell/sub-navigation.module.css";

/** A second navigation under the bar: what one is inside of, and its places. */
export function SubNavigation(props: {
  label: string;
  heading: ReactNode;
  places: readonly { href: string; label: string; exact?: boolean }[];
}) {
  const { label, heading, places } = props;
  return (
    <div className={classes.band}>
      <div className={classes.heading}>{heading}</div>
      <nav className={classes.places} aria-label={label}>
        {places.map((place) => (
          <PlaceLink key={place.href} href={place.href} exact={place.exact ?? false}>
            {place.label}
          </PlaceLink>
        ))}
      </nav>
    </div>
  );
}
