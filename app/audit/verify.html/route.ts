import { getActor } from "@/lib/access/session";
import { verifyFiles } from "@/lib/audit/verify-files";

/** The verifier, for whoever is signed in. */
export async function GET(): Promise<Response> {
  if ((await getActor()) === null) return new Response("Sign in to download the verifier.", { status: 401 });
  const files = await verifyFiles();
  return new Response(files["verify.html"], {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-disposition": 'attachment; filename="verify.html"',
    },
  });
}
