//! Lists, facts and forms as HTML. Must not know any screen.

use maud::{Markup, html};
use serde_json::Value;

use super::{
    flash::Flash,
    pages::{Column, Download, Export, Field, Form, Input, List, RowAct, Search, Weight, fill, pick, scalar},
    values::{masked, show},
    visit::{Visit, encode},
};

/// What all parts of a page share.
pub(super) struct Setting<'page> {
    pub(super) visit: &'page Visit,
    pub(super) csrf_token: String,
    /// What the form before came to.
    pub(super) flash: Option<Flash>,
    /// Parameters of the path and of the query.
    pub(super) given: Vec<(String, String)>,
}

impl Setting<'_> {
    fn given(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The form that was refused and whose page this is.
    fn refused(&self, act: &str) -> Option<&Flash> {
        self.flash.as_ref().filter(|flash| flash.act == act && flash.outcome.is_err())
    }
}

/// One thing.
pub(super) fn facts(setting: &Setting<'_>, columns: &[Column], answer: &Value, of_act: bool) -> Markup {
    html! {
        dl.facts data-facts data-result[of_act] {
            @for column in columns {
                @if !matches!(column.show, super::pages::Show::Things(_)) {
                    div {
                        dt { (column.label) }
                        dd data-field=(column.field) { (show(setting.visit, column, answer)) }
                    }
                }
            }
        }
    }
}

/// A table of things.
pub(super) fn table(
    setting: &Setting<'_>,
    list: (&'static str, bool, &'static str),
    columns: &[Column],
    acts: &[RowAct],
    items: &[Value],
) -> Markup {
    let (heading, main, empty) = list;
    html! {
        @if items.is_empty() {
            p.empty { (empty) }
        }
        @if main || !items.is_empty() {
            div.scroll role="region" aria-label=(heading) tabindex="0" {
                table data-list[main] hidden[items.is_empty()] {
                    caption.unseen { (heading) }
                    thead { tr {
                        @for column in columns { th scope="col" { (column.label) } }
                        @if !acts.is_empty() { th scope="col" { "操作" } }
                    } }
                    tbody { @for (number, row) in items.iter().enumerate() {
                        tr data-row[main] {
                            @for column in columns {
                                td data-column=(column.field) { (show(setting.visit, column, row)) }
                            }
                            @if !acts.is_empty() { td.acts {
                                @for act in acts.iter().filter(|act| (act.when)(row)) {
                                    (row_form(setting, act.form, row, number))
                                }
                            } }
                        }
                    } }
                }
            }
        }
    }
}

/// A list with the link to its next page.
pub(super) fn list(setting: &Setting<'_>, list: &List, path: &str, answer: &Value) -> Markup {
    let none = Vec::new();
    let items = answer["items"].as_array().unwrap_or(&none);
    html! {
        section {
            h2 { (list.heading) }
            (table(setting, (list.heading, list.main, list.empty), list.columns, list.acts, items))
            @if let Some(next) = answer["next"].as_str() {
                p { a.more rel="next" href=(next_page(setting, list, path, next)) { "次のページ" } }
            }
        }
    }
}

fn next_page(setting: &Setting<'_>, list: &List, path: &str, next: &str) -> String {
    let kept =
        list.query.iter().filter_map(|(name, _)| Some(format!("{name}={}&", encode(setting.given(name)?))));
    format!("{}?{}cursor={}", setting.visit.href(path), kept.collect::<String>(), encode(next))
}

/// A form that sends an act.
pub(super) fn form(setting: &Setting<'_>, form: &Form, about: &Value) -> Markup {
    let action = setting.visit.href(&format!("/acts/{}", form.act));
    html! {
        section.panel {
            @if !form.heading.is_empty() { h2 { (form.heading) } }
            form data-act=(form.act) method="post" action=(action) novalidate {
                (csrf(setting))
                @for field in form.fields {
                    @match known(setting, form, field, about) {
                        Some(known) => input type="hidden" name=(field.name) value=(known);,
                        None => (labelled(setting, form.act, field, scalar(pick(about, field.name)), "")),
                    }
                }
                (button(form.submit, form.weight, None))
            }
        }
    }
}

/// What the page is about, for a field that names it.
fn known(setting: &Setting<'_>, form: &Form, field: &Field, about: &Value) -> Option<String> {
    let of_page = || form.page_names(field.name).then(|| setting.given(field.name)).flatten();
    scalar(pick(about, field.name))
        .or_else(|| of_page().map(ToOwned::to_owned))
        .filter(|_| form.in_path(field.name))
}

/// A form about one row: what the row knows is hidden in it.
fn row_form(setting: &Setting<'_>, form: &Form, row: &Value, number: usize) -> Markup {
    let action = setting.visit.href(&format!("/acts/{}", form.act));
    let name = form.fields.first().and_then(|field| scalar(pick(row, field.name))).unwrap_or_default();
    let suffix = format!("-{number}");
    html! {
        form.in-row data-act=(form.act) method="post" action=(action) novalidate {
            (csrf(setting))
            @for field in form.fields {
                @if form.in_path(field.name) {
                    input type="hidden" name=(field.name) value=(scalar(pick(row, field.name)).unwrap_or_default());
                } @else {
                    (labelled(setting, form.act, field, None, &suffix))
                }
            }
            (button(form.submit, form.weight, Some(&name)))
        }
    }
}

fn csrf(setting: &Setting<'_>) -> Markup {
    html! { input type="hidden" name="csrf" value=(setting.csrf_token); }
}

/// A button; `about` tells rows apart for those who hear the page.
fn button(text: &str, weight: Weight, about: Option<&str>) -> Markup {
    let class = match weight {
        Weight::Primary => "button primary",
        Weight::Secondary => "button secondary",
        Weight::Danger => "button danger",
    };
    html! {
        button class=(class) type="submit" {
            (text) @if let Some(about) = about { span.unseen { " (" (masked(about)) ")" } }
        }
    }
}

/// A form with a file: streamed, so that its token and kind come before the file.
pub(super) fn upload(setting: &Setting<'_>, form: &Form) -> Markup {
    html! {
        section.panel {
            form data-act=(form.act) method="post" enctype="multipart/form-data" novalidate action=(setting.visit.href("/uploads")) {
                (csrf(setting))
                @for field in form.fields {
                    @match field.input {
                        Input::Choice([(only, _)]) => input type="hidden" name=(field.name) value=(only);,
                        _ => (labelled(setting, form.act, field, setting.given(field.name).map(ToOwned::to_owned), "")),
                    }
                }
                (button(form.submit, form.weight, None))
            }
        }
    }
}

/// A form that only leads to a page.
pub(super) fn search(setting: &Setting<'_>, search: &Search, path: &str) -> Markup {
    html! {
        section.panel {
            form.search data-act=(search.act) method="get" action=(setting.visit.href(path)) {
                div.fields { @for field in search.fields {
                    (labelled(setting, search.act, field, setting.given(field.name).map(ToOwned::to_owned), ""))
                } }
                (button(search.submit, Weight::Primary, None))
            }
        }
    }
}

/// Label, hint and input, tied to each other and to the refusal that is about them.
fn labelled(setting: &Setting<'_>, act: &str, field: &Field, known: Option<String>, suffix: &str) -> Markup {
    let id = format!("{act}-{}{suffix}", field.name);
    let hint = format!("{id}-hint");
    let refused = setting.refused(act);
    let blamed = refused
        .and_then(|flash| flash.outcome.as_ref().err())
        .is_some_and(|refusal| field.codes.contains(&refusal.code.as_str()));
    let filled = refused.map(|flash| {
        let named = flash.values.iter().filter(|(name, _)| name == field.name);
        named.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    });
    let values = filled.unwrap_or_else(|| known.into_iter().collect());
    let described: Vec<&str> = [(!field.hint.is_empty(), hint.as_str()), (blamed, "refusal")]
        .into_iter()
        .filter_map(|(there, id)| there.then_some(id))
        .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let invalid = blamed.then_some("true");
    let first = values.first().map(String::as_str).unwrap_or_default();
    let mark = html! {
        @if field.required { span.must { "必須" } } @else { span.may { "任意" } }
    };
    let text_like = |kind: &str, autocomplete: &str, value: Option<&str>| {
        html! {
            input id=(id) type=(kind) name=(field.name) value=[value] autocomplete=(autocomplete)
                required[field.required] aria-describedby=[described.as_deref()] aria-invalid=[invalid];
        }
    };
    let label = html! { label for=(id) { (field.label) " " (mark) } };
    let explained = html! { @if !field.hint.is_empty() { p.hint id=(hint) { (field.hint) } } };
    html! {
        @match &field.input {
            Input::Several(choices) => fieldset.field aria-describedby=[described.as_deref()] {
                legend { (field.label) " " (mark) }
                (explained)
                @for (value, text) in *choices {
                    label.check {
                        input type="checkbox" name=(field.name) value=(value) checked[values.iter().any(|one| one == value)];
                        span { (text) }
                    }
                }
            },
            Input::Choice(choices) | Input::Flag(choices) => div.field {
                (label) (explained)
                select id=(id) name=(field.name) required[field.required] aria-describedby=[described.as_deref()] aria-invalid=[invalid] {
                    @if !field.required { option value="" { "指定しない" } }
                    @for (value, text) in *choices { option value=(value) selected[*value == first] { (text) } }
                }
            },
            Input::Text => div.field { (label) (explained) (text_like("text", "off", Some(first))) },
            Input::Date => div.field { (label) (explained) (text_like("date", "off", Some(first))) },
            Input::Password(autocomplete) => div.field { (label) (explained) (text_like("password", autocomplete, None)) },
            Input::File => div.field { (label) (explained) (text_like("file", "off", None)) },
        }
    }
}

/// The link to a file of what the page shows.
pub(super) fn export(setting: &Setting<'_>, export: &Export) -> Markup {
    let given = export.query.iter().filter_map(|name| Some((name, setting.given(name)?)));
    let query: Vec<_> = given
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value.trim())))
        .collect();
    let path = setting.visit.href(&format!("{}?{}", export.path, query.join("&")));
    html! {
        section.panel {
            p.hint { (export.hint) }
            a.button.secondary data-download download href=(path) { (export.text) }
        }
    }
}

/// The link to a file, where there is one.
pub(super) fn download(setting: &Setting<'_>, download: &Download, answer: &Value) -> Markup {
    let ready = download.when.is_none_or(|(field, value)| pick(answer, field).as_str() == Some(value));
    let path = fill(download.path, |name| scalar(pick(answer, name))).filter(|_| ready);
    html! {
        @if let Some(path) = path {
            section.panel {
                p.hint { (download.hint) }
                a.button.secondary data-download download href=(setting.visit.href(&path)) { (download.text) }
            }
        }
    }
}
