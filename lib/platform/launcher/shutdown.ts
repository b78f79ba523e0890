type Stop = () => Promise<void>;

const stops: Stop[] = [];
let shuttingDown: Promise<never> | undefined;

/** Remembers how to stop something that this process started. */
export function onShutdown(stop: Stop): void {
  stops.push(stop);
}

/** Stops everything, what started last first, and ends the process. The first call counts: Ctrl+C may come many times. */
export function shutDown(exitCode: number): Promise<never> {
  shuttingDown ??= (async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(console.error);
    process.exit(exitCode);
  })();
  return shuttingDown;
}

/** Ctrl+C, SIGTERM and the end of our parent stop everything in good order. */
export function shutDownOnSignals(exitCode: number): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => shutDown(exitCode));
  process.on("disconnect", () => shutDown(1));
}

export function isShuttingDown(): boolean {
  return shuttingDown !== undefined;
}
