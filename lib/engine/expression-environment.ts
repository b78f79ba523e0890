import { Environment } from "@marcbachmann/cel-js";

/** Structure that a condition may have at most; what it may cost is counted by `parse-expression.ts`. */
const limits = { maxAstNodes: 200, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 3 };

const arithmetic = {
  "+": (left: number, right: number) => left + right,
  "-": (left: number, right: number) => left - right,
  "*": (left: number, right: number) => left * right,
  "/": (left: number, right: number) => left / right,
} as const;

/** An environment in which whole numbers in a condition go with the input's numbers, so that nobody has to write `18.0`. */
export function expressionEnvironment(): Environment {
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits });
  for (const [operator, compute] of Object.entries(arithmetic)) {
    const handler = (left: number | bigint, right: number | bigint) => compute(Number(left), Number(right));
    environment.registerOperator(`double ${operator} int: double`, handler);
    environment.registerOperator(`int ${operator} double: double`, handler);
  }
  return environment.registerOperator("double == int: bool", (left: number, right: bigint) => left === Number(right));
}
