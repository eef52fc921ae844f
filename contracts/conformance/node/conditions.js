// Conditions of rules, run by the library `@bufbuild/cel` on the JSON form.

import { celEnv, celFunc, CelScalar, isCelError, listType, parse, plan } from "@bufbuild/cel";

import { functions } from "./functions.js";

const TYPES = {
  string: CelScalar.STRING, date: CelScalar.STRING, timestamp: CelScalar.STRING,
  int: CelScalar.INT, decimal: CelScalar.INT, bool: CelScalar.BOOL, list: listType(CelScalar.DYN),
};

/** The environment that conditions run in: CEL with the functions of the table. */
export function environment(table, lists) {
  const written = functions(lists);
  const funcs = Object.entries(table).flatMap(([name, { takes, gives, optional }]) => {
    const run = (...given) => written[name](...given.map((one) => (typeof one === "object" ? [...one] : one)));
    const lengths = optional ? [takes.length - optional, takes.length] : [takes.length];
    return lengths.map((length) => celFunc(name, takes.slice(0, length).map((kind) => TYPES[kind]), TYPES[gives], run));
  });
  return celEnv({ funcs });
}

/** A condition as a function of the names in it. */
export function condition(environment, source) {
  const program = plan(environment, parse(source));
  return (names) => {
    const result = program(names);
    if (isCelError(result) || typeof result !== "boolean") throw new Error(`${source}: ${result}`);
    return result;
  };
}

/** A JSON form as CEL sees it: whole numbers are integers, not doubles. */
export function celValue(value) {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, celValue(inner)]));
}
