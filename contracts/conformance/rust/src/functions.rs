//! The functions of ours that conditions call, as functions.json specifies them. Dates and timestamps are texts of the
//! JSON form.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use regex::Regex;
use sha2::{Digest, Sha256};

use crate::avro::{Calendar, MIDNIGHT};

/// Of each code the days on which it holds, first and last.
pub type Codes = HashMap<String, Vec<(Option<String>, Option<String>)>>;
pub type Lists = HashMap<String, Codes>;

pub const FIRST: Date = date(1, 1, 1);
pub const LAST: Date = date(9999, 12, 31);

const LETTERS: &[u8] = b"ZABCDEFGHJKLMNPQRTUVWXY";

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern"));
    };
}

pattern!(ASN, "^[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]$");
pattern!(
    ASN_DUMMY,
    concat!(
        "^(0800[NP]P01[0-9]{11}[A-Z]|[0-9]{4}NRPR[0-9A-Z]{12}|[0-9]{2}(12LN00|00NP00|6300[0-9]{2})[0-9]{11}[A-Z]",
        "|[0-9]{2}(06SS|00XX|50(11|12|21|41|42|43|OF|SJ))[0-9A-Z]{2}[0-9]{11}[A-Z])$"
    )
);
pattern!(PNC, "^([0-9]{4})/([0-9]{7})([A-Z])$");
pattern!(CRO, "^([0-9]{1,6})/([0-9]{2})([A-Z])$");
pattern!(CRO_SF, "^SF([0-9]{2})/([0-9]{1,6})([A-Z])$");
pattern!(OU_POLICE, "^0[0-9]{2}[A-Z0-9]{4}$");
pattern!(DECIMAL, "^(-?)([0-9]{1,14})([.]([0-9]{1,4}))?$");

pub fn day(text: &str) -> Date {
    text.parse().expect("a date of the JSON form")
}

/// A timestamp of the JSON form as date and clock in UTC.
pub fn moment(text: &str) -> DateTime {
    text.trim_end_matches('Z').parse().expect("a timestamp of the JSON form")
}

pub fn shown(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

pub fn known(lists: &Lists, list: &str, code: &str, on: Option<&str>) -> bool {
    let holds = |(first, last): &(Option<String>, Option<String>), on: &str| {
        first.as_deref().is_none_or(|day| day <= on) && last.as_deref().is_none_or(|day| on <= day)
    };
    let entries = lists.get(list).and_then(|codes| codes.get(code));
    entries.is_some_and(|entries| entries.iter().any(|entry| on.is_none_or(|on| holds(entry, on))))
}

pub fn urn_force(urn: &str) -> String {
    urn.chars().take(2).collect()
}

pub fn urn_unit(urn: &str) -> String {
    urn.chars().take(4).chain("00".chars()).collect()
}

pub fn ou_code(text: &str) -> String {
    if OU_POLICE.is_match(text) { text[1..].into() } else { text.into() }
}

pub fn asn_unit(asn: &str) -> String {
    if ASN.is_match(asn) { ou_code(&format!("{}00", &asn[2..asn.len() - 14])) } else { asn.into() }
}

pub fn asn_valid(asn: &str) -> bool {
    if !ASN.is_match(asn) {
        return false;
    }
    let end = asn.len();
    let parts = [&asn[end - 18..end - 16], &asn[end - 14..end - 12]];
    let counted: String = parts.into_iter().filter(|part| part.bytes().all(|one| one.is_ascii_digit())).collect();
    asn.ends_with(letter(&[&counted, &asn[..2], &asn[end - 12..end - 1]]))
}

pub fn asn_dummy(asn: &str) -> bool {
    ASN_DUMMY.is_match(asn)
}

pub fn pnc_valid(pnc: &str) -> bool {
    PNC.captures(pnc).is_some_and(|found| &found[1] != "0000" && pnc.ends_with(letter(&[&found[1][2..], &found[2]])))
}

pub fn cro_valid(cro: &str) -> bool {
    if let Some(found) = CRO.captures(cro) {
        return cro.ends_with(letter(&[&found[2], &format!("{:0>6}", &found[1])]));
    }
    CRO_SF.captures(cro).is_some_and(|found| {
        let serial: u32 = found[2].parse().expect("digits");
        cro.ends_with(letter(&[&found[1], &serial.to_string()]))
    })
}

pub fn days_between(first: &str, last: &str) -> i64 {
    (day(last) - day(first)).get_days().into()
}

pub fn months_after(date: &str, months: i64) -> String {
    let far = if months < 0 { FIRST } else { LAST };
    let span = Span::new().try_months(months);
    span.map_or(far, |span| day(date).saturating_add(span)).max(FIRST).to_string()
}

pub fn age_on(birth: &str, on: &str) -> i64 {
    let (born, then) = (day(birth), day(on));
    let not_yet = (then.month(), then.day()) < (born.month(), born.day());
    i64::from(then.year() - born.year()) - i64::from(not_yet)
}

/// The last day of all has no zone in jiff; in December the clocks of England show UTC.
pub fn date_of(timestamp: &str) -> String {
    if timestamp < "1848" {
        return timestamp[..10].into();
    }
    let utc = moment(timestamp);
    let england = TimeZone::get("Europe/London").expect("a zone that jiff brings along");
    utc.to_zoned(TimeZone::UTC).map_or(utc.date(), |at| at.with_time_zone(england).date()).to_string()
}

pub fn minutes_after(timestamp: &str, minutes: i64) -> String {
    let (first, last) = Calendar::Timestamp.bounds();
    let millis = moment(timestamp).duration_since(MIDNIGHT).as_millis() as i64;
    let later = millis.saturating_add(minutes.saturating_mul(60_000)).clamp(first, last);
    shown(MIDNIGHT + SignedDuration::from_millis(later))
}

/// The number in ten-thousandths; 0 for text that is none.
pub fn decimal(text: &str) -> i64 {
    DECIMAL.captures(text).map_or(0, |found| {
        let places = found.get(4).map_or("", |one| one.as_str());
        let number: i64 = format!("{}{places:0<4}", &found[2]).parse().expect("up to 18 digits");
        if found[1].is_empty() { number } else { -number }
    })
}

pub fn mark(text: &str, salt: &str) -> String {
    format!("{:02x}", Sha256::digest(format!("{salt}:{text}"))[0])
}

fn letter(digits: &[&str]) -> char {
    let number: u64 = digits.concat().parse().expect("up to 17 digits");
    LETTERS[(number % 23) as usize].into()
}
