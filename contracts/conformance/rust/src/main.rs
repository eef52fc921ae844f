//! Holds `apache-avro`, `cel` and the code beside this to the vectors:    casefile-conformance RELEASE_FOLDER VECTORS_FOLDER

mod avro;
mod checker;
mod conditions;
mod functions;

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use avro::MessageType;
use checker::{Checker, context_for, context_of};
use conditions::{Condition, cel_value, environment};
use functions::Lists;

const NOW: &str = "2026-04-30T00:00:00.000Z";
const SHOWN: usize = 20;

type Wrong = Vec<String>;

/// The release from one folder, and what it is held to from another.
struct Release {
    rules: Json,
    softer_when: String,
    shipped: Arc<Lists>,
    lists: Arc<Lists>,
    functions: Json,
    types: HashMap<u32, MessageType>,
    vectors: Vec<Json>,
    refused: Vec<Json>,
}

fn load(release: &Path, vectors: &Path) -> Result<Release, String> {
    let (tables, index) = (read_json(release, "tables.json")?, read_json(vectors, "index.json")?);
    let always =
        |codes: &Json| entries(codes).map(|(code, _)| (code.clone(), vec![(None, None)])).collect::<functions::Codes>();
    let mut shipped: Lists =
        entries(&tables["code_lists"]).map(|(name, codes)| (name.clone(), always(codes))).collect();
    shipped.insert("forces".into(), always(&tables["forces"]));
    let mut lists = shipped.clone();
    for (name, codes) in entries(&read_json(vectors, "lists.json")?) {
        lists.insert(name.clone(), entries(codes).map(|(code, days)| (code.clone(), days_of(days))).collect());
    }
    let (mut types, mut all) = (HashMap::new(), Vec::new());
    for name in index["message_types"].as_array().expect("names") {
        let name = name.as_str().expect("a name");
        let file = read_json(vectors, &format!("{name}.json"))?;
        let schema = read_json(release, &format!("{name}.avsc"))?;
        types.insert(file["schema_id"].as_u64().expect("an id") as u32, MessageType::new(&schema)?);
        all.extend(list(&file["vectors"]).clone());
    }
    Ok(Release {
        rules: read_json(release, "rules.json")?,
        softer_when: tables["severity"]["softer_when"].as_str().expect("a condition").into(),
        shipped: Arc::new(shipped),
        lists: Arc::new(lists),
        functions: read_json(vectors, "functions.json")?,
        types,
        vectors: all,
        refused: list(&read_json(vectors, "refused.json")?["vectors"]).clone(),
    })
}

fn days_of(days: &Json) -> Vec<(Option<String>, Option<String>)> {
    let end = |json: &Json| json.as_str().map(str::to_owned);
    list(days).iter().map(|entry| (end(&entry[0]), end(&entry[1]))).collect()
}

fn read_json(folder: &Path, name: &str) -> Result<Json, String> {
    let text = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}

fn entries(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().expect("an object").iter()
}

fn list(json: &Json) -> &Vec<Json> {
    json.as_array().expect("a list")
}

fn text(json: &Json) -> &str {
    json.as_str().expect("a text")
}

/// The message in the value of a record, and its type.
fn read<'a>(release: &'a Release, value: &[u8]) -> Result<(&'a MessageType, Json), String> {
    let id = match value {
        [0, a, b, c, d, ..] => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => return Err("not framed".into()),
    };
    let message_type = release.types.get(&id).ok_or("under an id of no schema")?;
    Ok((message_type, message_type.read(value)?))
}

fn wrong_vectors(release: &Release) -> Result<Wrong, String> {
    let loaded = Checker::new(&release.rules, &release.softer_when, release.lists.clone())?;
    let shipped = Checker::new(&release.rules, &release.softer_when, release.shipped.clone())?;
    let look = |vector: &Json| -> Result<Wrong, String> {
        let value = STANDARD.decode(text(&vector["bytes"])).map_err(|error| error.to_string())?;
        let (message_type, message) = read(release, &value)?;
        let mut wrong = Vec::new();
        if message != vector["json"] {
            wrong.push("reads otherwise".into());
        }
        if message_type.write(&vector["json"], &value[..5])? != value {
            wrong.push("writes other bytes".into());
        }
        let checker = if vector["lists"] == Json::Bool(false) { &shipped } else { &loaded };
        let mut has = checker.check(&message_type.shape, &message, text(&vector["now"]), vector.get("case"))?;
        let ought = list(&vector["findings"]).iter().map(|one| [0, 1, 2].map(|part| text(&one[part]).to_owned()));
        let mut ought: Vec<_> = ought.collect();
        has.sort();
        ought.sort();
        if has != ought {
            wrong.push(format!("finds {has:?} instead of {ought:?}"));
        }
        Ok(wrong)
    };
    let named = |vector: &Json| {
        let wrong = look(vector).unwrap_or_else(|error| vec![error]);
        wrong.into_iter().map(|one| format!("{}: {one}", text(&vector["name"]))).collect::<Wrong>()
    };
    Ok(release.vectors.iter().flat_map(named).collect())
}

fn wrong_refusals(release: &Release) -> Wrong {
    let accepted = |vector: &&Json| read(release, &STANDARD.decode(text(&vector["bytes"])).expect("base 64")).is_ok();
    release.refused.iter().filter(accepted).map(|one| format!("{}: is not refused", text(&one["name"]))).collect()
}

/// Every example with its rule, and whether it should pass.
fn examples(release: &Release) -> impl Iterator<Item = (&Json, &Json, bool)> {
    let rules = entries(&release.rules).map(|(_, rule)| rule).filter(|rule| rule.get("require").is_some());
    rules.flat_map(|rule| {
        let of = move |verdict: &str| list(&rule["examples"][verdict]).iter();
        of("pass").map(move |one| (rule, one, true)).chain(of("fail").map(move |one| (rule, one, false)))
    })
}

fn wrong_examples(release: &Release) -> Wrong {
    let environment = environment(release.lists.clone());
    let look = |rule: &Json, example: &Json| {
        let now = example["now"].as_str().unwrap_or(NOW);
        let context = context_of(&environment, example, now, example.get("case"));
        Condition::new(text(&rule["require"]))?.holds(&context_for(&context, example))
    };
    let wrong = examples(release).filter_map(|(rule, example, passes)| match look(rule, example) {
        Ok(verdict) if verdict == passes => None,
        Ok(_) => Some(format!("{}: says otherwise of an example", text(&rule["id"]))),
        Err(error) => Some(format!("{}: {error}", text(&rule["id"]))),
    });
    wrong.collect()
}

fn wrong_functions(release: &Release) -> Wrong {
    let environment = environment(release.lists.clone());
    let mut wrong = Vec::new();
    for (name, function) in entries(&release.functions) {
        for example in list(&function["examples"]) {
            let given = list(&example["arguments"]).len();
            let arguments = (0..given).map(|index| format!("given[{index}]")).collect::<Vec<_>>().join(", ");
            let mut context = environment.new_inner_scope();
            context.add_variable_from_value("given", cel_value(&example["arguments"]));
            context.add_variable_from_value("result", cel_value(&example["result"]));
            let test = Condition::new(&format!("{name}({arguments}) == result"));
            if test.and_then(|test| test.holds(&context)) != Ok(true) {
                wrong.push(format!("{name}: gives something else for {}", example["arguments"]));
            }
        }
    }
    wrong
}

fn main() -> Result<ExitCode, String> {
    let folders: Vec<String> = env::args().skip(1).collect();
    let [release, vectors] = folders.as_slice() else { return Err("give two folders: release, vectors".into()) };
    let release = load(Path::new(release), Path::new(vectors))?;
    let looks =
        [wrong_functions(&release), wrong_examples(&release), wrong_vectors(&release)?, wrong_refusals(&release)];
    let wrong = looks.concat();
    wrong.iter().take(SHOWN).for_each(|line| println!("{line}"));
    println!(
        "rust: {} examples, {} vectors, {} refusals, {} wrong",
        examples(&release).count(),
        release.vectors.len(),
        release.refused.len(),
        wrong.len()
    );
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
