// Holds avsc, @bufbuild/cel and the code beside this to the vectors:    node main.js RELEASE_FOLDER VECTORS_FOLDER

import { isDeepStrictEqual } from "node:util";

import { Checker, names } from "./checker.js";
import { celValue, condition, environment } from "./conditions.js";
import { load } from "./release.js";

const NOW = "2026-04-30T00:00:00.000Z";
const SHOWN = 20;

/** The message in the value of a record, and its type; throws if there is none. */
function read(types, value) {
  const type = value.length >= 5 && value[0] === 0 ? types.get(value.readUInt32BE(1)) : undefined;
  if (!type) throw new Error("not framed, or under an id of no schema");
  return { type, message: type.read(value) };
}

function* wrongVectors(release) {
  const loaded = new Checker(release, environment(release.functions, release.lists), release.lists);
  const shipped = new Checker(release, environment(release.functions, release.shipped), release.shipped);
  for (const vector of release.vectors) {
    try {
      const value = Buffer.from(vector.bytes, "base64");
      const { type, message } = read(release.types, value);
      if (!isDeepStrictEqual(message, vector.json)) yield `${vector.name}: reads otherwise`;
      if (!type.write(vector.json, value.readUInt32BE(1)).equals(value)) yield `${vector.name}: writes other bytes`;
      const checker = vector.lists === false ? shipped : loaded;
      const found = checker.check(type.shape, message, vector.now, vector.case);
      const [has, ought] = [found, vector.findings].map((all) => all.map(String).sort());
      if (!isDeepStrictEqual(has, ought)) yield `${vector.name}: finds ${has.join(" ")} instead of ${ought.join(" ")}`;
    } catch (error) {
      yield `${vector.name}: ${error.message}`;
    }
  }
}

function* wrongRefusals({ refused, types }) {
  for (const { name, bytes } of refused) {
    try {
      read(types, Buffer.from(bytes, "base64"));
    } catch {
      continue;
    }
    yield `${name}: is not refused`;
  }
}

function* examplesOf({ rules }) {
  for (const rule of Object.values(rules).filter((one) => one.require)) {
    for (const verdict of ["pass", "fail"]) {
      for (const example of rule.examples[verdict]) yield { rule, example, passes: verdict === "pass" };
    }
  }
}

function* wrongExamples(release) {
  const cel = environment(release.functions, release.lists);
  for (const { rule, example, passes } of examplesOf(release)) {
    try {
      const { now = NOW, case: memory } = example;
      const test = condition(cel, rule.require);
      if (test(names(example, example, now, memory)) !== passes) yield `${rule.id}: says otherwise of an example`;
    } catch (error) {
      yield `${rule.id}: ${error.message}`;
    }
  }
}

function* wrongFunctions(release) {
  const cel = environment(release.functions, release.lists);
  for (const [name, { examples }] of Object.entries(release.functions)) {
    for (const { arguments: given, result } of examples) {
      const parameters = given.map((_, index) => `given[${index}]`).join(", ");
      const test = condition(cel, `${name}(${parameters}) == result`);
      if (!test(celValue({ given, result }))) yield `${name}: gives something else for ${JSON.stringify(given)}`;
    }
  }
}

const folders = process.argv.slice(2);
if (folders.length !== 2) {
  console.error("give two folders: release, vectors");
  process.exit(64);
}
const release = load(...folders);
const wrong = [wrongFunctions, wrongExamples, wrongVectors, wrongRefusals].flatMap((look) => [...look(release)]);
wrong.slice(0, SHOWN).forEach((line) => console.log(line));
const counts = [[...examplesOf(release)].length, release.vectors.length, release.refused.length];
console.log(`node: ${counts[0]} examples, ${counts[1]} vectors, ${counts[2]} refusals, ${wrong.length} wrong`);
process.exitCode = wrong.length ? 1 : 0;
