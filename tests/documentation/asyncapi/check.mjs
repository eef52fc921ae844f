// Prints what the official AsyncAPI parser makes of a document: its diagnostics, and how many messages it found.
import { AvroSchemaParser } from "@asyncapi/avro-schema-parser";
import { Parser, fromFile } from "@asyncapi/parser";

const parser = new Parser({ schemaParsers: [AvroSchemaParser()] });
const { document, diagnostics } = await fromFile(parser, process.argv[2]).parse();
console.log(JSON.stringify({
  diagnostics: diagnostics.map((each) => `${each.path.join("/")}: ${each.message}`),
  messages: document ? document.messages().all().length : 0,
}));
