/**
 * A child whose parent is gone (killed, crashed) shuts down as if it had been asked to, rather than live on unseen.
 * For processes that were started with an IPC channel; bare Node loads this file too, so it imports nothing of ours.
 */
export function exitWithParent(): void {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 5_000).unref();
  });
}
