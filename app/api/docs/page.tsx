import type { Metadata } from "next";
import { headers } from "next/headers";
import { ApiPage } from "@/components/api/api-page";
import { api } from "@/lib/api/app";
import { type ApiDocument, viewDocument } from "@/lib/api/document-view";
import { listProblems } from "@/lib/api/problem-titles";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "API" };

/** Open to everybody: it tells of the software, and nothing of what is in it. */
export default async function ApiDocsPage() {
  const response = await api.request("/api/v1/openapi.json");
  const document = (await response.json()) as ApiDocument;
  const baseUrl = env.publicUrl ?? `http://${(await headers()).get("host") ?? "localhost"}`;
  return <ApiPage view={viewDocument(document, baseUrl)} problems={listProblems()} />;
}
