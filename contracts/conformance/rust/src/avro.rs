//! Between the value of a Kafka record and the JSON form of the message in it.

use std::collections::HashMap;
use std::rc::Rc;

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use jiff::civil::{Date, DateTime, date, datetime};
use jiff::{SignedDuration, ToSpan};
use serde_json::{Map, Value as Json};

use crate::functions::{FIRST, LAST, day, moment, shown};

const EPOCH: Date = date(1970, 1, 1);
pub const MIDNIGHT: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// What the days or milliseconds of a calendar number count.
#[derive(Clone, Copy)]
pub enum Calendar {
    Date,
    Timestamp,
}

impl Calendar {
    /// The first and the last number that has a text.
    pub fn bounds(self) -> (i64, i64) {
        let days = |day: Date| i64::from((day - EPOCH).get_days());
        match self {
            Self::Date => (days(FIRST), days(LAST)),
            Self::Timestamp => (days(FIRST) * 86_400_000, (days(LAST) + 1) * 86_400_000 - 1),
        }
    }

    /// The number that stands in the JSON form as a text, or as itself where no calendar has it.
    pub fn number(self, json: &Json) -> i64 {
        match (self, json) {
            (Self::Date, Json::String(text)) => (day(text) - EPOCH).get_days().into(),
            (Self::Timestamp, Json::String(text)) => moment(text).duration_since(MIDNIGHT).as_millis() as i64,
            _ => json.as_i64().expect("a number"),
        }
    }

    fn json(self, number: i64) -> Json {
        let (first, last) = self.bounds();
        match self {
            _ if !(first..=last).contains(&number) => number.into(),
            Self::Date => (EPOCH + number.days()).to_string().into(),
            Self::Timestamp => shown(MIDNIGHT + SignedDuration::from_millis(number)).into(),
        }
    }
}

/// A schema with its names resolved.
pub enum Shape {
    Record { name: String, fields: Vec<Field> },
    Optional(Rc<Shape>),
    Array(Rc<Shape>, Json),
    Enum(Vec<String>),
    Whole { long: bool, calendar: Option<Calendar> },
    Text,
    Boolean,
}

pub struct Field {
    pub name: String,
    pub attributes: Json,
    pub shape: Rc<Shape>,
}

pub fn shape_of(schema: &Json, named: &mut HashMap<String, Rc<Shape>>) -> Rc<Shape> {
    match schema {
        Json::Array(branches) => Rc::new(Shape::Optional(shape_of(&branches[1], named))),
        Json::String(name) => named.get(name).cloned().unwrap_or_else(|| primitive(name, None)),
        _ => match schema["type"].as_str() {
            None => shape_of(&schema["type"], named),
            Some("record") => {
                let fields = list(schema, "fields").iter().map(|field| Field {
                    name: text(field, "name"),
                    attributes: field.clone(),
                    shape: shape_of(&field["type"], named),
                });
                let shape = Rc::new(Shape::Record { name: text(schema, "name"), fields: fields.collect() });
                keep(schema, shape, named)
            }
            Some("enum") => {
                let symbols = list(schema, "symbols").iter().map(|one| one.as_str().expect("a symbol").to_owned());
                keep(schema, Rc::new(Shape::Enum(symbols.collect())), named)
            }
            Some("array") => Rc::new(Shape::Array(shape_of(&schema["items"], named), schema["items"].clone())),
            Some(name) => primitive(name, schema["logicalType"].as_str()),
        },
    }
}

fn keep(schema: &Json, shape: Rc<Shape>, named: &mut HashMap<String, Rc<Shape>>) -> Rc<Shape> {
    named.insert(format!("{}.{}", text(schema, "namespace"), text(schema, "name")), shape.clone());
    shape
}

fn primitive(name: &str, logical: Option<&str>) -> Rc<Shape> {
    let calendar = match logical {
        Some("date") => Some(Calendar::Date),
        Some("timestamp-millis") => Some(Calendar::Timestamp),
        _ => None,
    };
    Rc::new(match name {
        "boolean" => Shape::Boolean,
        "string" => Shape::Text,
        "int" | "long" => Shape::Whole { long: name == "long", calendar },
        other => panic!("the contract has no {other}"),
    })
}

fn list<'a>(json: &'a Json, name: &str) -> &'a Vec<Json> {
    json[name].as_array().expect("a list")
}

fn text(json: &Json, name: &str) -> String {
    json[name].as_str().expect("a text").to_owned()
}

/// One message type: bytes to JSON form and back, by the library `apache-avro`.
pub struct MessageType {
    pub shape: Rc<Shape>,
    schema: Schema,
}

impl MessageType {
    pub fn new(schema: &Json) -> Result<Self, String> {
        let plain = Schema::parse(&without_logical_types(schema)).map_err(|error| error.to_string())?;
        Ok(Self { shape: shape_of(schema, &mut HashMap::new()), schema: plain })
    }

    /// The JSON form of the message in a record's value; refused if the bytes are not its canonical ones.
    pub fn read(&self, value: &[u8]) -> Result<Json, String> {
        let mut left = &value[5..];
        let reader = GenericDatumReader::builder(&self.schema).build().map_err(|error| error.to_string())?;
        let decoded = reader.read_value(&mut left).map_err(|error| error.to_string())?;
        if self.encode(decoded.clone())? != value[5..] {
            return Err("not the canonical bytes".into());
        }
        Ok(to_json(&self.shape, &decoded).expect("a record"))
    }

    pub fn write(&self, message: &Json, header: &[u8]) -> Result<Vec<u8>, String> {
        let body = self.encode(from_json(&self.shape, Some(message)))?;
        Ok([header, &body].concat())
    }

    fn encode(&self, value: Value) -> Result<Vec<u8>, String> {
        let writer = GenericDatumWriter::builder(&self.schema).build().map_err(|error| error.to_string())?;
        writer.write_value_to_vec(value).map_err(|error| error.to_string())
    }
}

/// The library would turn a `uuid` into another spelling of it; what a number counts is for `Calendar` to say.
fn without_logical_types(schema: &Json) -> Json {
    match schema {
        Json::Object(entries) => {
            let kept = entries.iter().filter(|(name, _)| *name != "logicalType");
            kept.map(|(name, value)| (name.clone(), without_logical_types(value))).collect::<Map<_, _>>().into()
        }
        Json::Array(items) => items.iter().map(without_logical_types).collect(),
        other => other.clone(),
    }
}

fn to_json(shape: &Shape, value: &Value) -> Option<Json> {
    Some(match (shape, value) {
        (Shape::Optional(inner), Value::Union(_, held)) => return to_json(inner, held),
        (_, Value::Null) => return None,
        (Shape::Record { fields, .. }, Value::Record(values)) => {
            let entries = fields.iter().zip(values);
            let there = entries.filter_map(|(field, (name, one))| Some((name.clone(), to_json(&field.shape, one)?)));
            Json::Object(there.collect())
        }
        (Shape::Array(items, _), Value::Array(values)) => values.iter().filter_map(|one| to_json(items, one)).collect(),
        (Shape::Enum(_), Value::Enum(_, symbol)) => symbol.as_str().into(),
        (Shape::Whole { calendar, .. }, Value::Int(number)) => whole(*calendar, (*number).into()),
        (Shape::Whole { calendar, .. }, Value::Long(number)) => whole(*calendar, *number),
        (Shape::Text, Value::String(text)) => text.as_str().into(),
        (Shape::Boolean, Value::Boolean(answer)) => (*answer).into(),
        other => panic!("a value that is not of its shape: {:?}", other.1),
    })
}

fn whole(calendar: Option<Calendar>, number: i64) -> Json {
    calendar.map_or_else(|| number.into(), |calendar| calendar.json(number))
}

fn from_json(shape: &Shape, json: Option<&Json>) -> Value {
    match (shape, json) {
        (Shape::Optional(_), None) => Value::Union(0, Box::new(Value::Null)),
        (Shape::Optional(inner), some) => Value::Union(1, Box::new(from_json(inner, some))),
        (Shape::Record { fields, .. }, Some(json)) => {
            let values = fields.iter().map(|one| (one.name.clone(), from_json(&one.shape, json.get(&one.name))));
            Value::Record(values.collect())
        }
        (Shape::Array(items, _), Some(Json::Array(values))) => {
            Value::Array(values.iter().map(|one| from_json(items, Some(one))).collect())
        }
        (Shape::Enum(symbols), Some(Json::String(symbol))) => {
            let index = symbols.iter().position(|one| one == symbol).expect("a symbol of the list");
            Value::Enum(index as u32, symbol.clone())
        }
        (Shape::Whole { long, calendar }, Some(json)) => {
            let number = calendar.map_or_else(|| json.as_i64().expect("a number"), |calendar| calendar.number(json));
            if *long { Value::Long(number) } else { Value::Int(number as i32) }
        }
        (Shape::Text, Some(Json::String(text))) => Value::String(text.clone()),
        (Shape::Boolean, Some(Json::Bool(answer))) => Value::Boolean(*answer),
        _ => panic!("a JSON form that is not of its shape"),
    }
}
