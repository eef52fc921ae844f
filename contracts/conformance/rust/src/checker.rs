//! What is to be said about a message: limits of its schema, and rules where the records stand that they are on.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use cel::Context;
use regex::Regex;
use serde_json::{Value as Json, json};

use crate::avro::Shape;
use crate::conditions::{Condition, cel_value, environment};
use crate::functions::{Lists, date_of};

const LINE: u64 = 255;

static ASKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"known\(\s*["']([a-z_]+)["']"#).expect("a pattern"));
static OF_THE_CASE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(^|[^\w.])case[.]").expect("a pattern"));

/// The names that a condition may speak of besides `this`, bound.
pub fn context_of<'a>(
    environment: &'a Context<'a, 'static>,
    message: &Json,
    now: &str,
    case: Option<&Json>,
) -> Context<'a, 'static> {
    let mut context = environment.new_inner_scope();
    let empty = json!({});
    context.add_variable_from_value("message", cel_value(message));
    context.add_variable_from_value("envelope", cel_value(message.get("envelope").unwrap_or(&empty)));
    context.add_variable_from_value("now", now);
    context.add_variable_from_value("today", date_of(now));
    if let Some(case) = case {
        context.add_variable_from_value("case", cel_value(case));
    }
    context
}

/// The same with `this`.
pub fn context_for<'a>(context: &'a Context<'a, 'static>, this: &Json) -> Context<'a, 'static> {
    let mut context = context.new_inner_scope();
    context.add_variable_from_value("this", cel_value(this));
    context
}

struct Rule {
    id: String,
    at: String,
    from: Option<String>,
    to: Option<String>,
    asked: Vec<String>,
    of_the_case: bool,
    test: Condition,
}

pub struct Checker {
    lists: Arc<Lists>,
    environment: Context<'static, 'static>,
    softer: Condition,
    severities: HashMap<String, (String, Option<String>)>,
    on: HashMap<String, Vec<Arc<Rule>>>,
    patterns: std::cell::RefCell<HashMap<String, Regex>>,
}

/// One message being checked.
struct Look<'a> {
    context: &'a Context<'a, 'static>,
    today: String,
    case: Option<&'a Json>,
    found: BTreeSet<(String, String)>,
    faults: Vec<String>,
}

impl Checker {
    /// A rule that asks a list which is not among `lists` finds nothing.
    pub fn new(rules: &Json, softer_when: &str, lists: Arc<Lists>) -> Result<Self, String> {
        let entries = rules.as_object().expect("rules by id");
        let severities = entries.iter().map(|(id, rule)| {
            (id.clone(), (rule["severity"].as_str().expect("a severity").to_owned(), optional(rule, "softer")))
        });
        let mut on: HashMap<String, Vec<Arc<Rule>>> = HashMap::new();
        for rule in entries.values().filter(|rule| rule.get("require").is_some()) {
            let read = Arc::new(read_rule(rule)?);
            for record in records(&rule["on"]) {
                on.entry(record).or_default().push(read.clone());
            }
        }
        Ok(Self {
            environment: environment(lists.clone()),
            softer: Condition::new(softer_when)?,
            severities: severities.collect(),
            patterns: Default::default(),
            lists,
            on,
        })
    }

    /// Every finding as rule, severity and pointer.
    pub fn check(
        &self,
        shape: &Shape,
        message: &Json,
        now: &str,
        case: Option<&Json>,
    ) -> Result<Vec<[String; 3]>, String> {
        let context = &context_of(&self.environment, message, now, case);
        let soft = message.get("envelope").is_some() && self.softer.holds(context)?;
        let mut look = Look { context, today: date_of(now), case, found: BTreeSet::new(), faults: Vec::new() };
        self.value(shape, &Json::Null, None, message, "", &mut look);
        match look.faults.pop() {
            Some(fault) => Err(fault),
            None => Ok(look.found.into_iter().map(|place| self.finding(place, soft)).collect()),
        }
    }

    fn finding(&self, (pointer, rule): (String, String), soft: bool) -> [String; 3] {
        let (severity, softer) = &self.severities[&rule];
        let severity = softer.as_ref().filter(|_| soft).unwrap_or(severity).clone();
        [rule, severity, pointer]
    }

    fn value(&self, shape: &Shape, attributes: &Json, given: Option<&str>, value: &Json, at: &str, look: &mut Look) {
        let rule = attributes["rule"].as_str().or(given).unwrap_or("F00");
        match shape {
            Shape::Optional(inner) => return self.value(inner, attributes, given, value, at, look),
            Shape::Record { name, fields } => {
                for field in fields {
                    if let Some(inner) = value.get(&field.name) {
                        self.value(&field.shape, &field.attributes, None, inner, &format!("{at}/{}", field.name), look);
                    }
                }
                self.rules(name, value, at, look);
            }
            Shape::Array(items, own) => {
                let values = value.as_array().expect("a list");
                if outside(values.len() as i64, attributes, "minItems", "maxItems") {
                    look.found.insert((at.into(), rule.into()));
                }
                for (index, item) in values.iter().enumerate() {
                    self.value(items, own, attributes["rule"].as_str(), item, &format!("{at}/{index}"), look);
                }
            }
            _ => look.found.extend(self.broken(shape, attributes, rule, value).map(|rule| (at.into(), rule.into()))),
        }
    }

    fn rules(&self, record: &str, value: &Json, at: &str, look: &mut Look) {
        let Some(rules) = self.on.get(record) else { return };
        let context = context_for(look.context, value);
        for rule in rules {
            if !self.applies(rule, look) {
                continue;
            }
            match rule.test.holds(&context) {
                Ok(true) => {}
                Ok(false) => _ = look.found.insert((format!("{at}{}", rule.at), rule.id.clone())),
                Err(fault) => look.faults.push(fault),
            }
        }
    }

    fn applies(&self, rule: &Rule, look: &Look) -> bool {
        rule.from.as_ref().is_none_or(|day| *day <= look.today)
            && rule.to.as_ref().is_none_or(|day| look.today <= *day)
            && rule.asked.iter().all(|list| self.lists.contains_key(list))
            && (!rule.of_the_case || look.case.is_some())
    }

    /// The rules of those limits that a single value does not keep.
    fn broken<'a>(
        &self,
        shape: &Shape,
        attributes: &Json,
        rule: &'a str,
        value: &Json,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let (mut kept, mut clean, mut dated) = (true, true, true);
        match shape {
            Shape::Enum(_) => kept = value != "UNKNOWN",
            Shape::Whole { calendar, .. } => {
                let number = calendar.map_or_else(|| value.as_i64().expect("a number"), |one| one.number(value));
                kept = !outside(number, attributes, "minimum", "maximum");
                if let Some((first, last)) = calendar.map(|calendar| calendar.bounds()) {
                    let own = |name: &str| attributes[name].as_i64();
                    dated = (number >= first || own("minimum").is_some_and(|least| least >= first))
                        && (number <= last || own("maximum").is_some_and(|most| most <= last));
                }
            }
            Shape::Text => {
                let text = value.as_str().expect("a text");
                kept = !outside(text.chars().count() as i64, attributes, "minLength", "maxLength");
                if let Some(list) = attributes["codes"].as_str().and_then(|name| self.lists.get(name)) {
                    kept &= list.contains_key(text);
                }
                match attributes["pattern"].as_str() {
                    Some(pattern) => kept &= self.matches(pattern, text),
                    None => clean = is_clean(text, attributes["maxLength"].as_u64().unwrap_or(LINE + 1) > LINE),
                }
            }
            _ => {}
        }
        [(kept, rule), (clean, "F44"), (dated, "F16")].into_iter().filter(|(holds, _)| !holds).map(|(_, rule)| rule)
    }

    fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry(pattern.into()).or_insert_with(|| Regex::new(pattern).expect("a pattern"));
        compiled.is_match(text)
    }
}

fn read_rule(rule: &Json) -> Result<Rule, String> {
    let text = |name| optional(rule, name).unwrap_or_default();
    let require = text("require");
    Ok(Rule {
        id: text("id"),
        at: text("at"),
        from: optional(rule, "from"),
        to: optional(rule, "to"),
        asked: ASKED.captures_iter(&require).map(|found| found[1].to_owned()).collect(),
        of_the_case: OF_THE_CASE.is_match(&require),
        test: Condition::new(&require)?,
    })
}

fn records(on: &Json) -> Vec<String> {
    let names = on.as_array().map_or_else(|| vec![on.clone()], Clone::clone);
    names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn optional(json: &Json, name: &str) -> Option<String> {
    json[name].as_str().map(str::to_owned)
}

fn outside(size: i64, attributes: &Json, least: &str, most: &str) -> bool {
    attributes[least].as_i64().is_some_and(|least| size < least)
        || attributes[most].as_i64().is_some_and(|most| size > most)
}

fn is_clean(text: &str, prose: bool) -> bool {
    let layout = |one: char| prose && (one == '\t' || one == '\n');
    text == text.trim() && !text.chars().any(|one| one.is_control() && !layout(one))
}
