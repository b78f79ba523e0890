/** Posts to next-auth with its token against forged requests. */
export async function postAuth(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const token = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  return fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
}

/** Ends this browser's session and loads the sign-in page. */
export async function signOut(): Promise<void> {
  await postAuth("signout", {});
  window.location.assign("/signin");
}
