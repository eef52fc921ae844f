// A release of the contract with the vectors made for it, as files have them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { MessageType } from "./avro.js";

const ALWAYS = [[null, null]];

/** Lists by name: of each code the days on which it holds, first and last. */
const byCode = (lists) => Object.entries(lists).map(([name, codes]) => [name, new Map(Object.entries(codes))]);
const always = (codes) => Object.fromEntries(Object.keys(codes).map((code) => [code, ALWAYS]));

/** Everything that is to be read: the release from one folder, what it is held to from another. */
export function load(releaseFolder, vectorsFolder) {
  const ofRelease = (name) => JSON.parse(readFileSync(join(releaseFolder, name), "utf8"));
  const ofVectors = (name) => JSON.parse(readFileSync(join(vectorsFolder, name), "utf8"));
  const tables = ofRelease("tables.json");
  const listed = { ...tables.code_lists, forces: tables.forces };
  const shipped = byCode(Object.fromEntries(Object.entries(listed).map(([name, codes]) => [name, always(codes)])));
  const files = ofVectors("index.json").message_types.map((name) => ofVectors(`${name}.json`));
  return {
    rules: ofRelease("rules.json"),
    softerWhen: tables.severity.softer_when,
    shipped: new Map(shipped),
    lists: new Map([...shipped, ...byCode(ofVectors("lists.json"))]),
    functions: ofVectors("functions.json"),
    types: new Map(files.map((file) => [file.schema_id, new MessageType(ofRelease(`${file.message_type}.avsc`))])),
    vectors: files.flatMap((file) => file.vectors),
    refused: ofVectors("refused.json").vectors,
  };
}
