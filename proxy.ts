import { type NextRequest, NextResponse } from "next/server";
import { pathHeader } from "@/lib/access/local-path";
import { env } from "@/lib/platform/env";

const https = env.publicUrl?.startsWith("https://") ?? false;

/** Scripts and style elements need the nonce; items may hold pictures from any https address. */
function contentSecurityPolicy(nonce: string): string {
  // Next's development tools evaluate code and write style elements without a nonce.
  const development = !env.production;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Components place things by style attributes, which cannot run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Gives every page its Content-Security-Policy. Who may see what is decided where the data is read, never here. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
}

// Of the API only its documentation is a page. What the proxy sees, Next keeps in memory: no model files.
export const config = { matcher: "/((?!api/(?!docs)|_next/|favicon.ico|icon.svg).*)" };
