import { answerAction } from "@/lib/access/server-action";
import { checkModelServer } from "@/lib/models/check-model-server";

/** How a model's server is, asked now. A POST, for it sends a request: no other site's page may cause that. */
export async function POST(
  _request: Request,
  { params }: { params: Promise<{ slug: string; version: string }> },
): Promise<Response> {
  const { slug, version } = await params;
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
  return Response.json(await answerAction((actor) => checkModelServer(actor, { slug, version: number })));
}
