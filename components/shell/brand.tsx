import classes from "@/components/shell/brand.module.css";

/** Two ticks, one a person's, one a model's. */
export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" aria-hidden="true" className={classes.mark}>
      <path d="M8 13.5 12 17.5 22 6.5" stroke="var(--model)" />
      <path d="M2 13.5 6 17.5 16 6.5" stroke="var(--person)" />
    </svg>
  );
}

/** The product's name with its mark. */
export function Brand() {
  return (
    <span className={classes.brand}>
      <BrandMark />
      Countersign
    </span>
  );
}
