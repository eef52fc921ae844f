// What is to be said about a message: limits of its schema, and rules where the records stand that they are on.

import { calendar, number } from "./avro.js";
import { celValue, condition } from "./conditions.js";
import { dateOf } from "./functions.js";

const LINE = 255;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_IN_PROSE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const BLANK_AT_AN_END = /^\p{White_Space}|\p{White_Space}$/u;
const ASKED = /known\(\s*["']([a-z_]+)["']/g;
const OF_THE_CASE = /(^|[^\w.])case[.]/;

/** The names that a condition may speak of. */
export function names(thisRecord, message, now, memory) {
  const values = { this: thisRecord, message, envelope: message.envelope ?? {}, now, today: dateOf(now) };
  return celValue(memory === undefined ? values : { ...values, case: memory });
}

export class Checker {
  /** `lists` are those that are loaded, code by code; a rule that asks another one finds nothing. */
  constructor(release, environment, lists) {
    this.rules = release.rules;
    this.lists = lists;
    this.softer = condition(environment, release.softerWhen);
    this.on = new Map();
    for (const rule of Object.values(release.rules).filter((one) => one.require)) {
      const test = condition(environment, rule.require);
      const asked = [...rule.require.matchAll(ASKED)].map((found) => found[1]);
      for (const record of [rule.on].flat()) {
        const before = this.on.get(record) ?? [];
        this.on.set(record, [...before, { rule, test, asked, ofTheCase: OF_THE_CASE.test(rule.require) }]);
      }
    }
  }

  /** Every finding as rule, severity and pointer. */
  check(shape, message, now, memory) {
    const found = new Map();
    const context = {
      names: names({}, message, now, memory),
      memory,
      add: (rule, pointer) => found.set(`${pointer} ${rule}`, [rule, pointer]),
    };
    this.#record(shape, message, "", context);
    const soft = message.envelope !== undefined && this.softer({ ...context.names, this: context.names.message });
    return [...found.values()].map(([id, pointer]) => {
      const rule = this.rules[id];
      return [id, (soft && rule.softer) || rule.severity, pointer];
    });
  }

  #record(shape, value, pointer, context) {
    for (const { name, shape: inner, attributes } of shape.fields) {
      this.#value(inner, attributes, undefined, value[name], `${pointer}/${name}`, context);
    }
    const applicable = (this.on.get(shape.name) ?? []).filter((one) => this.#applies(one, context));
    const bound = applicable.length ? { ...context.names, this: celValue(value) } : {};
    for (const { rule, test } of applicable) {
      if (!test(bound)) context.add(rule.id, pointer + (rule.at ?? ""));
    }
  }

  #applies({ rule, asked, ofTheCase }, { names: { today }, memory }) {
    const inForce = (rule.from ?? today) <= today && today <= (rule.to ?? today);
    return inForce && asked.every((list) => this.lists.has(list)) && !(ofTheCase && memory === undefined);
  }

  #value(shape, attributes, inherited, value, pointer, context) {
    if (shape.kind === "optional") {
      if (value !== undefined) this.#value(shape.inner, attributes, inherited, value, pointer, context);
      return;
    }
    for (const rule of this.#broken(shape, attributes, attributes.rule ?? inherited ?? "F00", value)) {
      context.add(rule, pointer);
    }
    if (shape.kind === "record") this.#record(shape, value, pointer, context);
    if (shape.kind === "array") {
      const own = shape.items.attributes ?? {};
      value.forEach((item, index) => {
        this.#value(shape.items, own, attributes.rule, item, `${pointer}/${index}`, context);
      });
    }
  }

  /** The rules of those limits that a value does not keep. */
  *#broken(shape, attributes, rule, value) {
    const outside = (size, least, most) => size < (least ?? size) || size > (most ?? size);
    switch (shape.kind) {
      case "array":
        if (outside(value.length, attributes.minItems, attributes.maxItems)) yield rule;
        break;
      case "enum":
        if (value === "UNKNOWN") yield rule;
        break;
      case "string": {
        if (outside([...value].length, attributes.minLength, attributes.maxLength)) yield rule;
        if (attributes.codes && this.lists.get(attributes.codes)?.has(value) === false) yield rule;
        if (attributes.pattern) {
          if (!new RegExp(attributes.pattern, "u").test(value)) yield rule;
        } else {
          const control = (attributes.maxLength ?? LINE + 1) > LINE ? CONTROL_IN_PROSE : CONTROL;
          if (control.test(value) || BLANK_AT_AN_END.test(value)) yield "F44";
        }
        break;
      }
      case "int":
      case "long": {
        const size = number(value, shape.logicalType);
        if (outside(size, attributes.minimum, attributes.maximum)) yield rule;
        const known = calendar(shape.logicalType);
        if (known && outside(size, known.first, known.last)) {
          const below = size < known.first && !(attributes.minimum >= known.first);
          const above = size > known.last && !(attributes.maximum <= known.last);
          if (below || above) yield "F16";
        }
      }
    }
  }
}
