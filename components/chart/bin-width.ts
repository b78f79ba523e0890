/** Percent of confidence that one bar of a histogram spans. */
export const binWidth = 5;
