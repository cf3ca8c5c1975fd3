//! Replays recorded requests against another server, as barely as they can be: no
//! evidence, and no response is looked into unless a later request needs something in it.
//!
//! Tokens, receipt numbers, branch numbers and the like differ from server to server.
//! Requests are therefore kept as templates in which such values are named, and a value
//! is read where the recorded response had it: a JSON pointer, or a cell of a CSV file.

use super::recording::{Exchange, Port};
use encoding_rs::{Encoding, SHIFT_JIS};
use reqwest::{
    Client, Method, StatusCode,
    header::{HeaderName, HeaderValue},
};
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    error::Error,
    mem,
    time::{Duration, Instant},
};

/// Shorter values are words like 登録済 rather than names of something.
const SHORTEST: usize = 6;

/// Recorded requests, ready to be sent to a server that gives other numbers.
#[derive(Debug)]
pub(crate) struct Script {
    steps: Vec<Step>,
    /// The values of the recording, by the number that templates know them by.
    recorded: Vec<String>,
}

#[derive(Debug)]
struct Step {
    port: Port,
    method: Method,
    path: Template,
    headers: Vec<(HeaderName, Template)>,
    body: Template,
    status: StatusCode,
    json: bool,
    sources: Vec<Source>,
}

/// Where in a response a value is.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    place: Place,
    value: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Json(String),
    Cell(usize, usize),
}

/// Bytes with values in between.
#[derive(Debug, Default)]
struct Template(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Bytes(Vec<u8>),
    Value(usize),
}

/// What came of a replay.
#[derive(Debug)]
pub(crate) struct Replayed {
    /// From the first request to the last response.
    pub(crate) wall: Duration,
    /// Requests that were answered with another status than in the recording.
    pub(crate) differing: Vec<String>,
    /// Step and source of every value that this server gave differently.
    learnt: HashSet<(usize, usize)>,
}

impl Script {
    /// Makes templates of recorded requests.
    pub(crate) fn new(exchanges: &[Exchange]) -> Self {
        let mut known = Known::default();
        let mut steps = Vec::with_capacity(exchanges.len());
        for exchange in exchanges {
            let headers = exchange.headers.iter();
            steps.push(Step {
                port: exchange.port,
                method: exchange.method.clone(),
                path: known.template(exchange.path.as_bytes()),
                headers: headers
                    .map(|(name, value)| (name.clone(), known.template(value.as_bytes())))
                    .collect(),
                body: known.template(&exchange.body),
                status: exchange.status,
                json: exchange.answers_json(),
                sources: known.learn(exchange),
            });
        }
        let used: HashSet<usize> = steps.iter().flat_map(Step::values).collect();
        for step in &mut steps {
            step.sources.retain(|source| used.contains(&source.value));
        }
        Self { steps, recorded: known.values }
    }

    /// How many requests there are.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// How many responses must be looked into.
    pub(crate) fn read_responses(&self) -> usize {
        self.steps.iter().filter(|step| !step.sources.is_empty()).count()
    }

    /// Forgets the places at which an earlier replay learnt nothing, so that the next one
    /// need not look there.
    pub(crate) fn keep_learnt(&mut self, replayed: &Replayed) {
        for (number, step) in self.steps.iter_mut().enumerate() {
            let sources = mem::take(&mut step.sources).into_iter().enumerate();
            step.sources = sources
                .filter(|(place, _)| replayed.learnt.contains(&(number, *place)))
                .map(|(_, source)| source)
                .collect();
        }
    }

    /// Sends all requests, one after the other, as the harness did.
    pub(crate) async fn replay(
        &self,
        client: &Client,
        operator: &str,
        control: &str,
    ) -> Result<Replayed, Box<dyn Error>> {
        let mut values: Vec<Cow<'_, str>> = self.recorded.iter().map(Cow::from).collect();
        let mut replayed = Replayed { wall: Duration::ZERO, differing: Vec::new(), learnt: HashSet::new() };
        let begun = Instant::now();
        for (number, step) in self.steps.iter().enumerate() {
            let base = match step.port {
                Port::Operator => operator,
                Port::Control => control,
            };
            let path = String::from_utf8(step.path.fill(&values))?;
            let mut request = client.request(step.method.clone(), format!("{base}{path}"));
            for (name, template) in &step.headers {
                request = request.header(name, HeaderValue::from_bytes(&template.fill(&values))?);
            }
            if !step.body.0.is_empty() {
                request = request.body(step.body.fill(&values));
            }
            let response = request.send().await?;
            if response.status() != step.status {
                let line = format!("{} {path}: {} → {}", step.method, step.status, response.status());
                replayed.differing.push(line);
            }
            // Read in any case: the connection is kept alive.
            let answer = response.bytes().await?;
            for (place, value) in step.read(&answer) {
                let source = &step.sources[place];
                // The first response with a value is the one that gave it. In later ones
                // it may merely stand where another order of rows has put it.
                let fresh = matches!(values[source.value], Cow::Borrowed(_));
                if fresh && values[source.value] != value {
                    values[source.value] = Cow::Owned(value);
                    replayed.learnt.insert((number, place));
                }
            }
        }
        replayed.wall = begun.elapsed();
        Ok(replayed)
    }
}

impl Step {
    /// The values that the request has.
    fn values(&self) -> impl Iterator<Item = usize> {
        let headers = self.headers.iter().map(|(_, template)| template);
        [&self.path, &self.body].into_iter().chain(headers).flat_map(|template| &template.0).filter_map(
            |piece| match piece {
                Piece::Value(value) => Some(*value),
                Piece::Bytes(_) => None,
            },
        )
    }

    /// What a response has at the places of the sources, with the number of the source.
    fn read(&self, answer: &[u8]) -> Vec<(usize, String)> {
        if self.sources.is_empty() {
            return Vec::new();
        }
        let json: Option<Value> = self.json.then(|| serde_json::from_slice(answer).ok()).flatten();
        let rows = if self.json { Vec::new() } else { rows(answer) };
        let at = |place: &Place| match place {
            Place::Json(pointer) => json.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned),
            Place::Cell(row, column) => rows.get(*row)?.get(*column).map(str::to_owned),
        };
        let values = self.sources.iter().enumerate();
        values.filter_map(|(number, source)| Some((number, at(&source.place)?))).collect()
    }
}

impl Template {
    fn fill(&self, values: &[Cow<'_, str>]) -> Vec<u8> {
        let mut filled = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Bytes(bytes) => filled.extend_from_slice(bytes),
                Piece::Value(value) => filled.extend_from_slice(values[*value].as_bytes()),
            }
        }
        filled
    }
}

/// The values that responses have had so far.
#[derive(Debug, Default)]
struct Known {
    values: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Values by their first bytes, longest first.
    openings: HashMap<[u8; SHORTEST], Vec<usize>>,
}

impl Known {
    /// Takes in the values of a response, and tells where they are.
    fn learn(&mut self, exchange: &Exchange) -> Vec<Source> {
        let mut places = BTreeMap::new();
        if exchange.answers_json() {
            if let Ok(json) = serde_json::from_slice::<Value>(&exchange.answer) {
                strings(&json, &mut String::new(), &mut |pointer, text| {
                    places.entry(text.to_owned()).or_insert_with(|| Place::Json(pointer.to_owned()));
                });
            }
        } else {
            for (row, record) in rows(&exchange.answer).iter().enumerate() {
                for (column, text) in record.iter().enumerate() {
                    places.entry(text.to_owned()).or_insert(Place::Cell(row, column));
                }
            }
        }
        places
            .into_iter()
            .filter(|(text, _)| text.len() >= SHORTEST && text.is_ascii())
            .map(|(text, place)| Source { place, value: self.number(text) })
            .collect()
    }

    fn number(&mut self, text: String) -> usize {
        if let Some(number) = self.numbers.get(&text) {
            return *number;
        }
        let number = self.values.len();
        if let Some(opening) = text.as_bytes().first_chunk() {
            let same = self.openings.entry(*opening).or_default();
            let longer = same.iter().take_while(|other| self.values[**other].len() > text.len()).count();
            same.insert(longer, number);
        }
        self.numbers.insert(text.clone(), number);
        self.values.push(text);
        number
    }

    /// Finds the known values in a part of a request.
    fn template(&self, bytes: &[u8]) -> Template {
        let mut template = Template::default();
        let (mut at, mut copied) = (0, 0);
        while let Some(opening) = bytes[at..].first_chunk::<SHORTEST>() {
            let same = self.openings.get(opening).into_iter().flatten();
            match same.copied().find(|value| bytes[at..].starts_with(self.values[*value].as_bytes())) {
                Some(value) => {
                    template.push(&bytes[copied..at]);
                    template.0.push(Piece::Value(value));
                    at += self.values[value].len();
                    copied = at;
                }
                None => at += 1,
            }
        }
        template.push(&bytes[copied..]);
        template
    }
}

impl Template {
    fn push(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.push(Piece::Bytes(bytes.to_vec()));
        }
    }
}

/// Shows every string in a document, with its JSON pointer.
fn strings(json: &Value, pointer: &mut String, show: &mut impl FnMut(&str, &str)) {
    let length = pointer.len();
    let mut below = |key: &str, value: &Value| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        strings(value, pointer, show);
        pointer.truncate(length);
    };
    match json {
        Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value));
        }
        Value::String(text) => show(pointer, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The cells of a CSV file. Its encoding is told by a byte order mark or by what decodes.
fn rows(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => SHIFT_JIS.decode(bytes).0,
        },
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map_while(Result::ok).collect()
}
