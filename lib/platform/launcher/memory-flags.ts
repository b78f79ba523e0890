/**
 * By default V8 lets the heap grow far beyond what is in use before it looks through it, the more so on a large machine. So
 * a batch of 10,000 leaves about half the memory behind.
 */
export const webMemory = ["--max-semi-space-size=16", "--initial-old-space-size=128", "--heap-growing-percent=50"];

/** Exports let much pass through that is garbage at once: what a larger nursery, or a lazier look, would only hold longer. */
export const workerMemory = ["--max-semi-space-size=8", "--heap-growing-percent=30"];
