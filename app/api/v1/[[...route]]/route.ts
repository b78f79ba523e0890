import { api } from "@/lib/api/app";

const handle = (request: Request) => api.fetch(request);

export const dynamic = "force-dynamic";

// Every method, so that a wrong one gets our answer and not Next's.
export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
