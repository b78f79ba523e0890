import type { NextConfig } from "next";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run check` checks types, tests included; whoever only starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Nothing here needs resized pictures, so the address that would fetch and resize them answers 404.
  images: { unoptimized: true },
  // Native addons, and modules that find files beside themselves.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "onnxruntime-node",
    "pg",
    "pg-boss",
    "pino",
    "sharp",
    "undici",
  ],
  // Texts that are too long are refused by their schemas, with a sentence; a limit below theirs would only cut the line.
  experimental: { serverActions: { bodySizeLimit: "4mb" } },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
