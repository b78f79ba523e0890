/**
 * Who may import whom. Every folder is named with what it may use besides itself and npm packages; anything else is an
 * error. Read it from the top: each layer uses those above it. docs/decisions and the README's tree say what each holds.
 */
const pure = ["lib/statistics", "lib/engine"];
const ground = [
  "lib/platform",
  "lib/access",
  "lib/audit",
  "lib/command",
  "lib/working-state",
  "lib/inference",
  "lib/jobs",
  "lib/webhooks",
];
const domains = [
  "use-cases",
  "models",
  "ramps",
  "policies",
  "review",
  "items",
  "disagreements",
  "explanations",
  "reports",
  "erasure",
].map((name) => `lib/${name}`);

/** What each layer may use. Domains form a chain: each may use those to its left. */
const layers = {
  "lib/statistics": [],
  "lib/engine": ["lib/statistics"],
  "lib/platform": [],
  "lib/inference": ["lib/platform"],
  "lib/access": ["lib/platform"],
  "lib/audit": ["lib/platform", "lib/access"],
  // It is also made into files that go out into the world on their own.
  "lib/audit/verify": [],
  "lib/command": ["lib/platform", "lib/access", "lib/audit"],
  "lib/working-state": ["lib/platform", "lib/access", "lib/audit", "lib/command"],
  "lib/jobs": ["lib/platform"],
  "lib/webhooks": ["lib/platform", "lib/access", "lib/audit", "lib/command"],
  ...Object.fromEntries(domains.map((domain, index) => [domain, [...pure, ...ground, ...domains.slice(0, index)]])),
  "lib/demo": [...pure, ...ground, ...domains],
  "lib/api": [...pure, ...ground, ...domains],
  // The command line reads the same JSON as the API.
  "lib/cli": [...pure, ...ground, ...domains, "lib/demo", "lib/api"],
  app: [...pure, ...ground, ...domains, "lib/api", "lib/demo", "components"],
  "prisma/seed": [...pure, ...ground, ...domains, "lib/demo"],
};

/**
 * Verbs of access, audit and webhooks are commands, and the write door appends audit events and fills the outbox; a
 * checkpoint is posted as a webhook's message is: these know each other's files by name.
 */
const exceptions = {
  "lib/access": ["lib/command", "lib/audit"],
  "lib/command": ["lib/webhooks/enqueue-deliveries"],
  "lib/audit": ["lib/command", "lib/webhooks/post-message"],
};

const path = (names) => names.map((name) => `^${name}(/|\\.|$)`).join("|") || "^$";

/** Programs of their own: they start everything, and nothing imports them. */
const edges = "^lib/jobs/worker\\.ts$|^lib/platform/launcher/";

const layerRules = Object.entries(layers).map(([layer, uses]) => ({
  name: `layer-${layer.replaceAll("/", "-")}`,
  comment: `${layer} may use: ${[...uses, ...(exceptions[layer] ?? [])].join(", ") || "nothing of ours"}.`,
  severity: "error",
  from: { path: path([layer]), pathNot: edges },
  to: { path: "^(lib|app|components|prisma|tests)/", pathNot: path([layer, ...uses, ...(exceptions[layer] ?? [])]) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "worker-is-an-edge",
      comment: "The worker may import handlers; nobody imports the worker.",
      severity: "error",
      from: { pathNot: "^lib/jobs/worker\\.ts$" },
      to: { path: "^lib/jobs/worker\\.ts$" },
    },
    {
      name: "components-hold-no-server",
      comment: "Components import components, pure folders, schemas that a browser may have, and types.",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: "^(lib|app|prisma)/",
        pathNot: [
          ...pure.map((name) => `^${name}/`),
          "-schema\\.ts$",
          "-view\\.ts$",
          "^lib/audit/event-types\\.ts$",
          "^lib/erasure/legal-basis\\.ts$",
          "^lib/audit/verify/",
          // The browser says what a schema finds in the same sentences as the server.
          "^lib/platform/zod-problems\\.ts$",
          "^lib/platform/generated/prisma/enums\\.ts$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "only-inference-runs-models",
      severity: "error",
      from: { pathNot: "^(lib/inference/|tests/)" },
      to: { path: "node_modules/onnxruntime-node" },
    },
    {
      name: "only-lib-and-tests-touch-the-database",
      severity: "error",
      from: { pathNot: "^(lib|tests|prisma)/" },
      to: {
        path: "^lib/platform/(database|generated/prisma/client)\\.ts$|node_modules/(@prisma/|pg/)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "one-table-library-place",
      comment: "components/table is the only user of TanStack Table.",
      severity: "error",
      from: { pathNot: "^components/table/" },
      to: { path: "node_modules/@tanstack/" },
    },
    {
      name: "one-chart-library-place",
      comment: "components/chart is the only user of Recharts.",
      severity: "error",
      from: { pathNot: "^components/chart/" },
      to: { path: "node_modules/recharts/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "not-to-tests",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(lib/platform/generated|\\.next|\\.data)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
