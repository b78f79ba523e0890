import { type ASTNode, TypeError as CelTypeError, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { expressionEnvironment } from "@/lib/engine/expression-environment";

/** What a condition sees. Numbers are numbers, moments are dates. */
export interface ExpressionContext {
  input: Readonly<Record<string, string | number | boolean | Date>>;
  /** Empty where there is none. */
  prediction: Readonly<Record<string, unknown>>;
  entityKey: string | null;
  tags: readonly string[];
}

/** A condition that was read and found harmless. */
export interface Expression {
  /** Keys of the input's fields that it names. */
  fields: ReadonlySet<string>;
  /** Whether it looks at the prediction. */
  usesPrediction: boolean;
  /** Throws where the condition says nothing about this item: a field without a value, a text that is too long. */
  evaluate: (context: ExpressionContext) => boolean;
}

/** Texts longer than this, in UTF-16 units, are not looked at: a condition that names one fails. */
const longestExpressionText = 4_000;

const variables = new Set(["input", "prediction", "entityKey", "tags"]);
const loops = new Set(["exists", "all", "exists_one"]);
/** Their argument is looked for in a text, which costs as much as both are long. */
const searches = new Set(["contains", "startsWith", "endsWith"]);
const plainFunctions = new Set(["has", "size", "int", "double", "string", "timestamp"]);
const plainMethods = new Set([
  "size",
  "lowerAscii",
  "upperAscii",
  "trim",
  "getFullYear",
  "getMonth",
  "getDate",
  "getDayOfWeek",
  "getHours",
  "getMinutes",
]);
/** What goes through a text from end to end, or may put texts together. */
const longWinded = new Set([...searches, "size", "lowerAscii", "upperAscii", "trim", "string", "double", "+"]);

const mostCost = 2_000;
const textCost = 40;
/** At most as many tags as an item may have. */
const loopCost = 20;
const longestNeedle = 64;

const environment = expressionEnvironment()
  .registerVariable("input", "map<string, dyn>")
  .registerVariable("prediction", "map<string, dyn>")
  .registerVariable("entityKey", "dyn")
  .registerVariable("tags", "list<string>");

/** A condition that cannot be taken; the message is a sentence for people. */
export class ExpressionError extends Error {}

/** The sentence of an error of the library, with the place in the condition. */
export function expressionSentence(error: unknown): string {
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    const place = error.range === undefined ? "" : `At character ${error.range.start + 1}: `;
    return `${place}${error.summary.replace(/\.$/, "")}.`;
  }
  return error instanceof Error ? error.message : "It could not be read.";
}

/**
 * Reads a condition in CEL and refuses whatever could run long (docs/decisions/0016): loops go over `tags` only and
 * never inside each other, no function makes lists or long texts, and the whole is counted. Throws `ExpressionError`.
 */
export function parseExpression(when: string): Expression {
  let parsed: ReturnType<typeof environment.parse>;
  try {
    parsed = environment.parse(when);
  } catch (error) {
    throw new ExpressionError(expressionSentence(error));
  }
  const walk = new Walk();
  const cost = walk.cost(parsed.ast);
  if (cost > mostCost) {
    throw new ExpressionError("This condition could take too long. Use fewer functions on texts, above all on tags.");
  }
  const fields = walk.fields;
  return {
    fields,
    usesPrediction: walk.usesPrediction,
    evaluate: (context) => {
      for (const field of fields) {
        const value = Object.hasOwn(context.input, field) ? context.input[field] : undefined;
        if (typeof value === "string" && value.length > longestExpressionText) {
          throw new ExpressionError(`The text of ${field} is too long for a condition.`);
        }
      }
      const answer: unknown = parsed(context);
      if (typeof answer !== "boolean") throw new ExpressionError("The condition answers neither true nor false.");
      return answer;
    },
  };
}

/** Goes through a condition once: what it names, what it may cost, and whether all of it is allowed. */
class Walk {
  readonly fields = new Set<string>();
  usesPrediction = false;
  #loopVariable: string | null = null;

  cost(node: ASTNode): number {
    switch (node.op) {
      case "value":
        return 1;
      case "id":
        return this.#identifier(node.args, node);
      case ".":
        return this.#access(node.args[0], node.args[1], node);
      case "[]": {
        const [subject, key] = node.args;
        if (isRecord(subject)) return this.#access(subject, key.op === "value" ? key.args : null, node);
        return 1 + this.cost(subject) + this.cost(key);
      }
      case "call":
        return this.#call(node.args[0], null, node.args[1], node);
      case "rcall":
        return this.#call(node.args[0], node.args[1], node.args[2], node);
      case "list":
        return 1 + this.#sum(node.args);
      case "!_":
      case "-_":
        return 1 + this.cost(node.args);
      case "?:":
        return 1 + this.#sum(node.args);
      case "map":
      case ".?":
      case "[?]":
        throw refused(node, "this form is not allowed here");
      default:
        return (longWinded.has(node.op) ? textCost : 1) + this.#sum(node.args);
    }
  }

  #sum(nodes: readonly ASTNode[]): number {
    return nodes.reduce((sum, node) => sum + this.cost(node), 0);
  }

  #identifier(name: string, node: ASTNode): number {
    if (name !== this.#loopVariable && !variables.has(name)) {
      throw refused(node, `there is no "${name}". A condition knows input, prediction, entityKey and tags`);
    }
    if (name === "input" || name === "prediction") throw refused(node, `say which part of ${name} is meant`);
    return 1;
  }

  #access(subject: ASTNode, key: unknown, node: ASTNode): number {
    if (!isRecord(subject)) return 1 + this.cost(subject);
    if (typeof key !== "string") throw refused(node, `name the part of ${subject.args} as a text`);
    if (subject.args === "input") this.fields.add(key);
    else this.usesPrediction = true;
    return 1;
  }

  #call(name: string, receiver: ASTNode | null, args: readonly ASTNode[], node: ASTNode): number {
    if (receiver !== null && loops.has(name)) return this.#loop(name, receiver, args, node);
    const own = longWinded.has(name) ? textCost : 1;
    if (receiver !== null && searches.has(name)) {
      const [needle] = args;
      if (needle === undefined || !this.#isShort(needle)) {
        throw refused(node, `${name} looks for a text of at most ${longestNeedle} characters, or for a tag`);
      }
      return own + this.cost(receiver) + this.cost(needle);
    }
    if (receiver === null ? !plainFunctions.has(name) : !plainMethods.has(name) || args.length > 0) {
      const instead = name === "matches" ? ". For patterns there is a guardrail of its own" : "";
      throw refused(node, `the function ${name} is not available here${instead}`);
    }
    return own + (receiver === null ? 0 : this.cost(receiver)) + this.#sum(args);
  }

  #isShort(node: ASTNode): boolean {
    if (node.op === "id") return node.args === this.#loopVariable;
    return node.op === "value" && typeof node.args === "string" && node.args.length <= longestNeedle;
  }

  #loop(name: string, receiver: ASTNode, [variable, body]: readonly ASTNode[], node: ASTNode): number {
    if (this.#loopVariable !== null) throw refused(node, `${name} cannot stand inside another one`);
    if (receiver.op !== "id" || receiver.args !== "tags") throw refused(node, `${name} goes over tags only`);
    if (variable?.op !== "id" || body === undefined) throw refused(node, `${name} needs a name and a condition`);
    if (variables.has(variable.args)) throw refused(variable, `choose another name than ${variable.args}`);
    this.#loopVariable = variable.args;
    const cost = loopCost * this.cost(body);
    this.#loopVariable = null;
    return 1 + cost;
  }
}

function isRecord(node: ASTNode): node is ASTNode & { op: "id" } {
  return node.op === "id" && (node.args === "input" || node.args === "prediction");
}

function refused(node: ASTNode, because: string): ExpressionError {
  return new ExpressionError(`At character ${node.start + 1}: ${because}.`);
}
