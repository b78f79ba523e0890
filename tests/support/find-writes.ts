import path from "node:path";
import ts from "typescript";

/** Something in the sources that concerns how they write to the database. */
export interface Finding {
  /** From the project's root. */
  file: string;
  line: number;
  kind: "transaction" | "write" | "unsafe-sql" | "command";
  /** For `command`: the name that the command is exported under, if it is. */
  text: string;
}

const writeMethods =
  /^(create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany)$/;
const rawMethods = /^\$(queryRaw|executeRaw)$/;
const unsafeMethods = /^\$(queryRawUnsafe|executeRawUnsafe)$/;
const writingSql = /\b(insert\s+into|update\s|delete\s+from|merge\s+into|truncate)\b/i;

/**
 * Finds in the TypeScript sources: transactions that are opened, writes on a client that is not a transaction's, raw SQL
 * that is no tagged template, and calls of `command`. `planted` are sources that exist only here, by their path.
 */
export function findWrites(folders: string[], planted: Record<string, string> = {}): Finding[] {
  const program = programOf(folders, planted);
  const checker = program.getTypeChecker();
  const findings: Finding[] = [];
  for (const source of program.getSourceFiles()) {
    const file = path.relative(process.cwd(), source.fileName);
    if (source.isDeclarationFile || !folders.some((folder) => file.startsWith(folder)) || file.includes("/generated/"))
      continue;
    const visit = (node: ts.Node): void => {
      const kind = kindOf(node, checker);
      if (kind) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const text = kind === "command" ? exportedNameOf(node) : (node.getText().split("\n")[0] ?? "");
        findings.push({ file, line: line + 1, kind, text });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return findings;
}

function kindOf(node: ts.Node, checker: ts.TypeChecker): Finding["kind"] | undefined {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && isOurCommand(node.expression, checker))
    return "command";
  if (ts.isTaggedTemplateExpression(node) && ts.isPropertyAccessExpression(node.tag)) {
    const { name, expression } = node.tag;
    const writes =
      name.text === "$executeRaw" || (name.text === "$queryRaw" && writingSql.test(node.template.getText()));
    return writes && !isTransaction(expression, checker) ? "write" : undefined;
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const name = node.name.text;
  if (unsafeMethods.test(name) || (name === "raw" && node.expression.getText() === "Prisma")) return "unsafe-sql";
  if (rawMethods.test(name)) return ts.isTaggedTemplateExpression(node.parent) ? undefined : "unsafe-sql";
  if (name === "$transaction") return "transaction";
  if (!writeMethods.test(name) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const client = node.expression.expression;
  return isClient(client, checker) && !isTransaction(client, checker) ? "write" : undefined;
}

/** A Prisma client, in a transaction or not. */
function isClient(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  return membersOf(expression, checker).every((type) => type.getProperty("$queryRaw") !== undefined);
}

/** Only what `command` hands to a verb's commit cannot connect by itself. */
function isTransaction(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  return isClient(expression, checker) && membersOf(expression, checker).every((type) => !type.getProperty("$connect"));
}

function membersOf(expression: ts.Expression, checker: ts.TypeChecker): ts.Type[] {
  const type = checker.getTypeAtLocation(expression);
  return type.isUnion() ? type.types : [type];
}

function isOurCommand(callee: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(callee);
  const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declared = original?.declarations?.[0]?.getSourceFile().fileName;
  return declared === path.resolve("lib/command.ts") && original?.name === "command";
}

function exportedNameOf(call: ts.Node): string {
  const declaration = call.parent;
  if (!ts.isVariableDeclaration(declaration)) return "";
  const statement = declaration.parent.parent;
  const exported =
    ts.isVariableStatement(statement) && statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  return exported ? declaration.name.getText() : "";
}

function programOf(folders: string[], planted: Record<string, string>): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(
    "tsconfig.json",
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
      },
    },
  );
  if (!config) throw new Error("There is no tsconfig.json here.");
  const extra = new Map(Object.entries(planted).map(([file, text]) => [path.resolve(file), text]));
  const host = ts.createCompilerHost(config.options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => extra.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => extra.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, options, ...rest) => {
    const text = extra.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, options, ...rest)
      : ts.createSourceFile(file, text, options);
  };
  const wanted = config.fileNames.filter((file) =>
    folders.some((folder) => path.relative(process.cwd(), file).startsWith(folder)),
  );
  return ts.createProgram({ rootNames: [...wanted, ...extra.keys()], options: config.options, host });
}
