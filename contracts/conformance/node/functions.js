// The functions of ours that conditions call, as functions.json specifies them. Dates and timestamps are texts of the
// JSON form, whole numbers are bigint.

import { createHash } from "node:crypto";

const LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY";
const DAY = 86_400_000;
const FIRST = "0001-01-01";
const LAST = "9999-12-31";
const YEARS = 10_000; // more than there are from the first day to the last

const inside = (number, least, most) => Math.min(Math.max(Number(number), least), most);
const day = (date) => Date.parse(`${date}T00:00:00.000Z`) / DAY;
const letter = (digits) => LETTERS[Number(BigInt(digits) % 23n)];
const inEngland = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", year: "numeric", month: "2-digit", day: "2-digit",
});

/** A date of the JSON form; what is before the year 1 or after 9999 is the nearest day inside. */
function dateText(year, month, dayOfMonth) {
  if (year < 1) return FIRST;
  if (year > 9999) return LAST;
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(dayOfMonth).padStart(2, "0")].join("-");
}

export function dateOf(timestamp) {
  if (timestamp < "1848") return timestamp.slice(0, 10);
  const parts = Object.fromEntries(inEngland.formatToParts(new Date(timestamp)).map((part) => [part.type, part.value]));
  return dateText(Number(parts.year), parts.month, parts.day);
}

function monthsAfter(date, months) {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  const count = year * 12 + month - 1 + inside(months, -YEARS * 12, YEARS * 12);
  const last = new Date(0);
  last.setUTCFullYear(Math.floor(count / 12), (((count % 12) + 12) % 12) + 1, 0);
  return dateText(last.getUTCFullYear(), last.getUTCMonth() + 1, Math.min(dayOfMonth, last.getUTCDate()));
}

function ageOn(birth, on) {
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4));
  return BigInt(years - (on.slice(5) < birth.slice(5) ? 1 : 0));
}

function minutesAfter(timestamp, minutes) {
  const moved = Date.parse(timestamp) + Number(minutes) * 60_000;
  return new Date(inside(moved, Date.parse(FIRST), Date.parse(LAST) + DAY - 1)).toISOString();
}

const ASN = /^[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]$/;
const ASN_DUMMY = new RegExp(
  "^(0800[NP]P01[0-9]{11}[A-Z]|[0-9]{4}NRPR[0-9A-Z]{12}|[0-9]{2}(12LN00|00NP00|6300[0-9]{2})[0-9]{11}[A-Z]" +
  "|[0-9]{2}(06SS|00XX|50(11|12|21|41|42|43|OF|SJ))[0-9A-Z]{2}[0-9]{11}[A-Z])$",
);

function asnValid(asn) {
  if (!ASN.test(asn)) return false;
  const digits = [asn.slice(-18, -16), asn.slice(-14, -12)].filter((part) => /^[0-9]+$/.test(part)).join("");
  return asn.at(-1) === letter(digits + asn.slice(0, 2) + asn.slice(-12, -1));
}

function pncValid(pnc) {
  if (!/^[0-9]{4}\/[0-9]{7}[A-Z]$/.test(pnc) || pnc.startsWith("0000")) return false;
  return pnc.at(-1) === letter(pnc.slice(2, 4) + pnc.slice(5, 12));
}

function croValid(cro) {
  const plain = /^([0-9]{1,6})\/([0-9]{2})([A-Z])$/.exec(cro);
  if (plain) return plain[3] === letter(plain[2] + plain[1].padStart(6, "0"));
  const filed = /^SF([0-9]{2})\/([0-9]{1,6})([A-Z])$/.exec(cro);
  return filed !== null && filed[3] === letter(filed[1] + Number(filed[2]));
}

const ouCode = (text) => (/^0[0-9]{2}[A-Z0-9]{4}$/.test(text) ? text.slice(1) : text);
const asnUnit = (asn) => (ASN.test(asn) ? ouCode(`${asn.slice(2, -14)}00`) : asn);
const characters = (text, count) => [...text].slice(0, count).join("");

const mark = (text, salt) => createHash("sha256").update(`${salt}:${text}`).digest("hex").slice(0, 2);

function decimal(text) {
  const found = /^(-?)([0-9]{1,14})(?:[.]([0-9]{1,4}))?$/.exec(text);
  if (!found) return 0n;
  const number = BigInt(found[2] + (found[3] ?? "").padEnd(4, "0"));
  return found[1] ? -number : number;
}

/** Every function by name; `lists` says which codes are known, with first and last day. */
export function functions(lists) {
  const holds = ([first, last], on) => (first ?? FIRST) <= on && on <= (last ?? LAST);
  const known = (list, code, on) => (lists.get(list)?.get(code) ?? []).some((each) => !on || holds(each, on));
  return {
    known,
    urn_force: (urn) => characters(urn, 2),
    urn_unit: (urn) => `${characters(urn, 4)}00`,
    ou_code: ouCode,
    asn_unit: asnUnit,
    asn_valid: asnValid,
    asn_dummy: (asn) => ASN_DUMMY.test(asn),
    pnc_valid: pncValid,
    cro_valid: croValid,
    days_between: (first, last) => BigInt(day(last) - day(first)),
    months_after: monthsAfter,
    age_on: ageOn,
    date_of: dateOf,
    minutes_after: minutesAfter,
    distinct: (items) => new Set(items).size === items.length,
    mark,
    decimal,
  };
}
