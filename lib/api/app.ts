import "server-only";
import { methodNotAllowed } from "hono/method-not-allowed";
import { addAgreementCalls } from "@/lib/api/agreement-api";
import { newApi } from "@/lib/api/api";
import { addAuditCalls } from "@/lib/api/audit-api";
import { addDisagreementCalls } from "@/lib/api/disagreements-api";
import { addErasureCalls } from "@/lib/api/erasures-api";
import { addHaltCalls } from "@/lib/api/halt-api";
import { addItemCalls } from "@/lib/api/items-api";
import { addModelCalls } from "@/lib/api/models-api";
import { addDocument } from "@/lib/api/openapi-document";
import { addPolicyCalls } from "@/lib/api/policies-api";
import { problemResponse } from "@/lib/api/problem";
import { addReceiptCalls } from "@/lib/api/receipts-api";
import { addServiceCalls } from "@/lib/api/service-api";
import { addUseCaseCalls } from "@/lib/api/use-cases-api";
import { addVerdictCalls } from "@/lib/api/verdicts-api";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";

/** The HTTP API, ready to be mounted: in Next, or in a process of its own. */
export const api = newApi().basePath("/api/v1");

api.use(async (c, next) => {
  c.set("requestId", newId());
  await next();
  c.res.headers.set("x-request-id", c.var.requestId);
  c.res.headers.set("cache-control", "no-store");
  c.res.headers.set("x-content-type-options", "nosniff");
});
api.use(
  methodNotAllowed({
    app: api,
    onMethodNotAllowed: (c, methods) => {
      const message = `${c.req.method} is not allowed here. Allowed: ${methods.join(", ")}.`;
      const response = problemResponse(new AppError("method_not_allowed", message), c.var.requestId);
      response.headers.set("allow", methods.join(", "));
      return response;
    },
  }),
);
api.onError((error, c) => problemResponse(error, c.var.requestId));
api.notFound((c) => {
  const message = "There is no such call. GET /api/v1/openapi.json describes those that there are.";
  return problemResponse(new AppError("not_found", message), c.var.requestId);
});

addItemCalls(api);
addReceiptCalls(api);
addVerdictCalls(api);
addUseCaseCalls(api);
addModelCalls(api);
addPolicyCalls(api);
addHaltCalls(api);
addDisagreementCalls(api);
addAgreementCalls(api);
addErasureCalls(api);
addAuditCalls(api);
addServiceCalls(api);
addDocument(api);
