//! What a screen is made of, as data: which part of the API it asks, what it shows of the
//! answer, which forms it has. Must not know requests, HTML, or any particular screen.

use serde_json::Value;

/// A screen at a path; several paths may show the same screen.
#[derive(Debug)]
pub(super) struct Page {
    /// Its name.
    pub(super) screen: &'static str,
    /// `{…}` is a parameter, named as the field of the API.
    pub(super) path: &'static str,
    /// Heading of the menu under which it stands.
    pub(super) group: &'static str,
    /// Path of the page above, in the breadcrumbs.
    pub(super) above: Option<&'static str>,
    /// What one does here.
    pub(super) lead: &'static str,
    /// What to ask where the menu does not list the screen and the page has nothing to ask:
    /// whether somebody may be here is the API's word. A GET, or `POST ` and the path.
    pub(super) probe: &'static str,
    /// From top to bottom.
    pub(super) parts: &'static [Part],
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum Part {
    /// An act of the API.
    Form(&'static Form),
    /// A form that says what to look for.
    Search(&'static Search),
    /// One thing.
    Facts(&'static Facts),
    /// Who is logged in.
    Session(&'static [Column]),
    /// Several things of one kind.
    List(&'static List),
    /// A file to take.
    Download(&'static Download),
    /// What a list shows, as a file.
    Export(&'static Export),
    /// The same page for another value of a query parameter: name, (value, text).
    Tabs(&'static str, &'static [(&'static str, &'static str)]),
    /// Where to go on: path, text.
    Links(&'static [(&'static str, &'static str)]),
}

/// A form whose fields become a request.
#[derive(Debug)]
pub(super) struct Form {
    /// Name of the act.
    pub(super) act: &'static str,
    /// HTTP method of the API.
    pub(super) method: &'static str,
    /// Path of the API; fields of its `{…}` do not go into the body.
    pub(super) api: &'static str,
    pub(super) heading: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) submit: &'static str,
    pub(super) weight: Weight,
    /// Page of the form, shown again after a refusal.
    pub(super) page: &'static str,
    /// Page that shows what was done; `{…}` from fields or answer.
    pub(super) then: &'static str,
    /// What to say when it was done.
    pub(super) done: &'static str,
    /// What to show of the answer.
    pub(super) shows: &'static [Column],
}

impl Form {
    /// Whether a field stands in the path.
    pub(super) fn in_path(&self, field: &str) -> bool {
        self.api.contains(&format!("{{{field}}}"))
    }

    /// Whether the address of its page says what a field is.
    pub(super) fn page_names(&self, field: &str) -> bool {
        self.page.contains(&format!("{{{field}}}"))
    }
}

/// How a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// What one came for.
    Primary,
    /// Beside it.
    Secondary,
    /// Takes something away.
    Danger,
}

/// A field of a form.
#[derive(Debug)]
pub(super) struct Field {
    /// As in the API.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) input: Input,
    pub(super) required: bool,
    /// Refusals that are about this field.
    pub(super) codes: &'static [&'static str],
}

/// What kind of field.
#[derive(Debug)]
pub(super) enum Input {
    Text,
    /// Value of the attribute `autocomplete`.
    Password(&'static str),
    /// Empty means null.
    Date,
    /// (value, text).
    Choice(&'static [(&'static str, &'static str)]),
    /// As a choice; the body gets a boolean.
    Flag(&'static [(&'static str, &'static str)]),
    /// Any number of them; the body gets a list.
    Several(&'static [(&'static str, &'static str)]),
    File,
}

/// A required text field.
pub(super) const fn text(name: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field { name, label, hint, input: Input::Text, required: true, codes: &[] }
}

/// A field that may stay empty.
pub(super) const fn optional(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    input: Input,
) -> Field {
    Field { name, label, hint, input, required: false, codes: &[] }
}

/// A required field.
pub(super) const fn required(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    input: Input,
) -> Field {
    Field { name, label, hint, input, required: true, codes: &[] }
}

/// A form that only leads to a page.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) act: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) submit: &'static str,
    /// Page to which it leads with the values in its path; the same page with a query if
    /// there is none.
    pub(super) leads_to: Option<&'static str>,
}

/// One thing of the API.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) api: &'static str,
    pub(super) columns: &'static [Column],
    /// Forms about it, filled from it.
    pub(super) acts: &'static [RowAct],
}

/// A list of the API.
#[derive(Debug)]
pub(super) struct List {
    pub(super) heading: &'static str,
    pub(super) api: &'static str,
    /// Query parameters that are always the same.
    pub(super) fixed: &'static [(&'static str, &'static str)],
    /// Query parameters taken from the page's; with a value for where it has none.
    pub(super) query: &'static [(&'static str, &'static str)],
    /// Whether to ask although none of `query` is given.
    pub(super) at_once: bool,
    pub(super) columns: &'static [Column],
    pub(super) acts: &'static [RowAct],
    /// What the page is about; there is one such list on a page.
    pub(super) main: bool,
    pub(super) empty: &'static str,
}

/// A form about one thing that is shown, for things of which `when` holds.
#[derive(Debug)]
pub(super) struct RowAct {
    pub(super) form: &'static Form,
    pub(super) when: fn(&Value) -> bool,
}

/// A file.
#[derive(Debug)]
pub(super) struct Download {
    /// Path of the page that answers with the file.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
    pub(super) hint: &'static str,
    /// Field and value that the page's facts must have; none: whenever there are facts.
    pub(super) when: Option<(&'static str, &'static str)>,
}

/// A file of what a list shows.
#[derive(Debug)]
pub(super) struct Export {
    /// Path of the page that answers with the file.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
    pub(super) hint: &'static str,
    /// Query parameters of the page that say what is in it.
    pub(super) query: &'static [&'static str],
}

/// A field of an answer and how to show it.
#[derive(Debug)]
pub(super) struct Column {
    /// As in the API, dots into depth.
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    pub(super) show: Show,
}

/// A column.
pub(super) const fn column(field: &'static str, label: &'static str, show: Show) -> Column {
    Column { field, label, show }
}

/// How a value is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Show {
    Text,
    /// Letters of equal width.
    Code,
    Day,
    Time,
    State,
    /// Kind of file.
    Kind,
    Sex,
    /// Unmasked: on the one screen that is there for it.
    IndividualNumber,
    YesNo,
    /// Names and values.
    Map,
    /// Table of the things in a list: their columns.
    Things(&'static [Column]),
    /// Leads to a page with the value in its path.
    Link(&'static str),
}

/// A field of an answer; null if there is none.
pub(super) fn pick<'answer>(answer: &'answer Value, field: &str) -> &'answer Value {
    field.split('.').fold(answer, |value, name| &value[name])
}

/// The texts of `{…}` in a template, percent-encoded; none if one has no value.
pub(super) fn fill(template: &str, value_of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&super::visit::encode(&value_of(name).filter(|value| !value.is_empty())?));
        rest = behind;
    }
    filled.push_str(rest);
    Some(filled)
}

/// A value as a text, if it is a scalar.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
