// Between the value of a Kafka record and the JSON form of the message in it.

import avsc from "avsc";

const DAY = 86_400_000;
const CALENDAR = {
  date: { first: -719_162, last: 2_932_896, unit: DAY, length: 10 },
  "timestamp-millis": { first: -62_135_596_800_000, last: 253_402_300_799_999, unit: 1, length: 24 },
};

/** Days or milliseconds since 1970 as text; outside the years 1 to 9999 the number itself. */
function text(number, { first, last, unit, length }) {
  if (number < first || number > last) return number;
  const iso = new Date(number * unit).toISOString();
  return length === 10 ? iso.slice(0, 10) : iso;
}

/** The number that a text of the JSON form stands for. */
export function number(value, logicalType) {
  return typeof value === "string" ? Date.parse(value) / CALENDAR[logicalType].unit : value;
}

export const calendar = (logicalType) => CALENDAR[logicalType];

/** A schema with its names resolved: `kind` and what belongs to it. */
export function shapeOf(schema, named = new Map(), namespace = "") {
  if (Array.isArray(schema)) {
    const inner = schema.find((branch) => branch !== "null");
    return { kind: "optional", inner: shapeOf(inner, named, namespace) };
  }
  if (typeof schema === "string") return named.get(schema) ?? named.get(`${namespace}.${schema}`) ?? { kind: schema, attributes: {} };
  if (typeof schema.type === "object") return shapeOf(schema.type, named, namespace);
  const space = schema.namespace ?? namespace;
  switch (schema.type) {
    case "record": {
      const shape = { kind: "record", name: schema.name, fields: [] };
      named.set(`${space}.${schema.name}`, shape);
      for (const field of schema.fields) {
        shape.fields.push({ name: field.name, attributes: field, shape: shapeOf(field.type, named, space) });
      }
      return shape;
    }
    case "enum": {
      const shape = { kind: "enum", symbols: schema.symbols, attributes: schema };
      named.set(`${space}.${schema.name}`, shape);
      return shape;
    }
    case "array":
      return { kind: "array", items: shapeOf(schema.items, named, space) };
    default:
      return { kind: schema.type, logicalType: schema.logicalType, attributes: schema };
  }
}

/** One message type: bytes to JSON form and back, by the library `avsc`. */
export class MessageType {
  constructor(schema) {
    this.name = schema.name;
    this.shape = shapeOf(schema);
    this.type = avsc.Type.forSchema(schema, { wrapUnions: false });
  }

  /** The JSON form of the message in a record's value; throws if the bytes are not its canonical ones. */
  read(value) {
    const decoded = this.type.fromBuffer(value.subarray(5));
    if (!this.type.toBuffer(decoded).equals(value.subarray(5))) throw new Error("not the canonical bytes");
    return toJson(this.shape, decoded);
  }

  write(message, schemaId) {
    const header = Buffer.alloc(5);
    header.writeUInt32BE(schemaId, 1);
    return Buffer.concat([header, this.type.toBuffer(fromJson(this.shape, message))]);
  }
}

function toJson(shape, value) {
  switch (shape.kind) {
    case "optional":
      return value === null ? undefined : toJson(shape.inner, value);
    case "record": {
      const entries = shape.fields.map((field) => [field.name, toJson(field.shape, value[field.name])]);
      return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
    }
    case "array":
      return value.map((item) => toJson(shape.items, item));
    default:
      return shape.logicalType in CALENDAR ? text(value, CALENDAR[shape.logicalType]) : value;
  }
}

function fromJson(shape, value) {
  switch (shape.kind) {
    case "optional":
      return value === undefined ? null : fromJson(shape.inner, value);
    case "record":
      return Object.fromEntries(shape.fields.map((field) => [field.name, fromJson(field.shape, value[field.name])]));
    case "array":
      return value.map((item) => fromJson(shape.items, item));
    default:
      return shape.logicalType in CALENDAR ? number(value, shape.logicalType) : value;
  }
}
