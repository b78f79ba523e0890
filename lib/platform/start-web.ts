/** What a web process needs before it takes requests. */
export async function startWeb(): Promise<void> {
  // Next builds its caller for its edge runtime too, which has none of what follows.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ settleIncomingHeaders }, { announceSignInOrigin }] = await Promise.all([
    import("@/lib/platform/trusted-headers"),
    import("@/lib/platform/sign-in-origin"),
  ]);
  settleIncomingHeaders();
  announceSignInOrigin();
}
