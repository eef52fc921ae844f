//! Conditions of rules, run by the library `cel` on the JSON form.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use cel::extractors::Arguments;
use cel::{Context, ExecutionError, Program, Value};
use serde_json::Value as Json;

use crate::functions::{self as own, Lists};

/// CEL with the functions of the table, which is what every condition runs in.
pub fn environment(lists: Arc<Lists>) -> Context<'static, 'static> {
    let mut context = Context::default();
    for name in [
        "known",
        "urn_force",
        "urn_unit",
        "ou_code",
        "asn_unit",
        "asn_valid",
        "asn_dummy",
        "pnc_valid",
        "cro_valid",
        "days_between",
        "months_after",
        "age_on",
        "date_of",
        "minutes_after",
        "distinct",
        "mark",
        "decimal",
    ] {
        let lists = lists.clone();
        let run = move |Arguments(given): Arguments| call(name, &given, &lists);
        context.add_function(name, run).expect("a name of its own");
    }
    context
}

fn call(name: &str, given: &[Value], lists: &Lists) -> Result<Value, ExecutionError> {
    Ok(match (name, given) {
        ("known", [Value::String(list), Value::String(code)]) => own::known(lists, list, code, None).into(),
        ("known", [Value::String(list), Value::String(code), Value::String(on)]) => {
            own::known(lists, list, code, Some(on)).into()
        }
        ("urn_force", [Value::String(urn)]) => own::urn_force(urn).into(),
        ("urn_unit", [Value::String(urn)]) => own::urn_unit(urn).into(),
        ("ou_code", [Value::String(text)]) => own::ou_code(text).into(),
        ("asn_unit", [Value::String(asn)]) => own::asn_unit(asn).into(),
        ("asn_valid", [Value::String(asn)]) => own::asn_valid(asn).into(),
        ("asn_dummy", [Value::String(asn)]) => own::asn_dummy(asn).into(),
        ("pnc_valid", [Value::String(pnc)]) => own::pnc_valid(pnc).into(),
        ("cro_valid", [Value::String(cro)]) => own::cro_valid(cro).into(),
        ("days_between", [Value::String(first), Value::String(last)]) => own::days_between(first, last).into(),
        ("months_after", [Value::String(date), Value::Int(months)]) => own::months_after(date, *months).into(),
        ("age_on", [Value::String(birth), Value::String(on)]) => own::age_on(birth, on).into(),
        ("date_of", [Value::String(timestamp)]) => own::date_of(timestamp).into(),
        ("minutes_after", [Value::String(from), Value::Int(minutes)]) => own::minutes_after(from, *minutes).into(),
        ("mark", [Value::String(text), Value::String(salt)]) => own::mark(text, salt).into(),
        ("decimal", [Value::String(text)]) => own::decimal(text).into(),
        ("distinct", [Value::List(items)]) => {
            let different: HashSet<String> = items.iter().map(|item| format!("{item:?}")).collect();
            (different.len() == items.len()).into()
        }
        _ => return Err(ExecutionError::function_error(name, format!("does not take {given:?}"))),
    })
}

/// A condition, ready to be asked.
pub struct Condition {
    source: String,
    program: Program,
}

impl Condition {
    pub fn new(source: &str) -> Result<Self, String> {
        let program = Program::compile(source).map_err(|error| format!("{source}: {error}"))?;
        Ok(Self { source: source.into(), program })
    }

    /// What it says where the names in it are bound.
    pub fn holds(&self, context: &Context) -> Result<bool, String> {
        match self.program.execute(context) {
            Ok(Value::Bool(answer)) => Ok(answer),
            other => Err(format!("{}: {other:?}", self.source)),
        }
    }
}

/// A JSON form as CEL sees it.
pub fn cel_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(answer) => (*answer).into(),
        Json::Number(number) => number.as_i64().expect("whole numbers only").into(),
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => items.iter().map(cel_value).collect::<Vec<_>>().into(),
        Json::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), cel_value(value))).collect::<HashMap<_, _>>().into()
        }
    }
}
