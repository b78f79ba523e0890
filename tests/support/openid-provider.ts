import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An OpenID Connect provider that lets everybody in as whoever `claims` says, with all checks that the protocol has. */
export interface OpenIdProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Of the next person to come. */
  claims: Record<string, unknown>;
  stop(): Promise<void>;
}

interface Grant {
  challenge: string;
  nonce: string;
  redirectUri: string;
  claims: Record<string, unknown>;
}

const base64url = (value: string | Buffer) => Buffer.from(value).toString("base64url");

/** Starts a provider on the loopback interface: authorisation code with PKCE, an ID token signed with RS256. */
export async function startOpenIdProvider(port = 0): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (url.pathname === "/.well-known/openid-configuration") return json(configuration(provider.issuer));
    if (url.pathname === "/keys") {
      return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }] });
    }
    if (url.pathname === "/authorize") {
      const asked = (name: string) => url.searchParams.get(name) ?? "";
      const code = randomUUID();
      const redirectUri = asked("redirect_uri");
      grants.set(code, {
        challenge: asked("code_challenge"),
        nonce: asked("nonce"),
        redirectUri,
        claims: provider.claims,
      });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state: asked("state") }).toString();
      return response.writeHead(302, { location: back.href }).end();
    }
    const grant = url.pathname === "/token" ? await redeem(request, provider, grants) : undefined;
    if (grant === undefined) return json({ error: "invalid_grant" }, 400);
    const now = Math.floor(Date.now() / 1000);
    const token = { iss: provider.issuer, aud: provider.clientId, iat: now, exp: now + 60, nonce: grant.nonce };
    const signed = `${base64url('{"alg":"RS256","kid":"1"}')}.${base64url(JSON.stringify({ ...token, ...grant.claims }))}`;
    const signature = base64url(createSign("RSA-SHA256").update(signed).sign(privateKey));
    json({ access_token: randomUUID(), token_type: "Bearer", id_token: `${signed}.${signature}` });
  });
  const provider: OpenIdProvider = {
    issuer: "",
    clientId: "countersign",
    clientSecret: "of this test only",
    claims: {},
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}

function configuration(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** Each code once, to the client it was for, with the verifier of its challenge. */
async function redeem(request: IncomingMessage, provider: OpenIdProvider, grants: Map<string, Grant>) {
  const sent = new URLSearchParams(await text(request));
  const code = sent.get("code") ?? "";
  const grant = grants.get(code);
  grants.delete(code);
  const credentials = base64urlToText(request.headers.authorization?.replace("Basic ", "") ?? "");
  const known =
    credentials === `${provider.clientId}:${encodeURIComponent(provider.clientSecret).replaceAll("%20", "+")}`;
  const challenge = createHash("sha256")
    .update(sent.get("code_verifier") ?? "")
    .digest("base64url");
  if (grant === undefined || !known) return undefined;
  return challenge === grant.challenge && sent.get("redirect_uri") === grant.redirectUri ? grant : undefined;
}

const base64urlToText = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");
