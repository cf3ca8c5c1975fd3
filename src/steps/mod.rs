//! The vocabulary of the features, one file per business act.
//!
//! A step acts through the world's terminals or expects something of what was seen; its
//! body is a few lines. Steps must not see HTTP, HTML, SQL or YAML.
//!
//! Every step is written with `vocabulary!`, which couples its text, what it asserts and
//! an example, so that `sogo steps` can print them.

mod access;
mod attested;
mod bulk_inquiry;
mod copies;
mod difference;
mod dispatch;
mod environments;
mod exceptions;
mod files;
mod identity;
mod inquiry;
mod login;
mod management;
mod master_data;
mod members;
mod notices;
mod number_display;
mod parameters;
mod plan_survey;
mod provision;
mod record_lists;
mod records;
mod result;
mod roles;
mod sharing_site;
mod volume;

pub use dispatch::{
    Vocabulary, dispatcher, is_same_step, meaningless, undefined_message, vocabulary as collection,
};
pub use parameters::PARAMETERS;

/// A step as `sogo steps` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepDescription {
    /// `given`, `when` or `then`.
    pub kind: &'static str,
    /// Cucumber expression.
    pub expression: &'static str,
    /// What it does, or what it asserts.
    pub meaning: &'static str,
    /// A step that matches.
    pub example: &'static str,
    /// Heading under which it is printed.
    pub theme: &'static str,
}

impl StepDescription {
    /// The keyword as a feature writes it.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self.kind {
            "given" => "前提",
            "when" => "もし",
            _ => "ならば",
        }
    }

    /// Whether only a person can say whether it holds. No feature of the items has to use it,
    /// and no defect can make it fail.
    #[must_use]
    pub fn asks_a_person(&self) -> bool {
        attested::VOCABULARY.contains(self)
    }

    /// Whether it is about members by the ten thousand. A proof leaves such scenarios out;
    /// what the expectations find has tests beside the comparison.
    #[must_use]
    pub fn is_of_volume(&self) -> bool {
        volume::VOCABULARY.contains(self)
    }

    /// The example as a step of a feature.
    #[must_use]
    pub fn example_step(&self) -> gherkin::Step {
        gherkin::Step {
            keyword: self.keyword().to_owned(),
            ty: match self.kind {
                "given" => gherkin::StepType::Given,
                "when" => gherkin::StepType::When,
                _ => gherkin::StepType::Then,
            },
            value: self.example.to_owned(),
            docstring: None,
            table: None,
            span: gherkin::Span { start: 0, end: 0 },
            position: gherkin::LineCol { line: 0, col: 0 },
        }
    }
}

/// What to tell of a step that is not in the vocabulary: the nearest steps, and where the
/// whole vocabulary is.
fn undefined(step: &gherkin::Step) -> String {
    let kind = match step.ty {
        gherkin::StepType::Given => "given",
        gherkin::StepType::When => "when",
        gherkin::StepType::Then => "then",
    };
    let near = |description: &StepDescription| {
        let likeness = strsim::jaro_winkler(&without_names(description.example), &without_names(&step.value));
        // A step of the right kind is nearer than an equal one of another kind.
        if description.kind == kind { likeness } else { likeness - 0.05 }
    };
    let mut steps = all();
    steps.sort_by(|one, other| near(other).total_cmp(&near(one)));
    let nearest: String = steps
        .iter()
        .take(3)
        .map(|description| format!("\n    {} {}", description.keyword(), description.example))
        .collect();
    format!(
        "ステップ「{value}」は語彙にありません。似ているもの:{nearest}\n  \
         語彙の一覧は cargo run -- steps で見られます。\
         新しい語彙が要るときは、src/steps/ に次の形で加えます:\n    \
         /// (意味。何を確かめるか)\n    \
         {kind} \"{value}\", \"{value}\" =>\n    \
         fn new_step(world) {{ … }}",
        value = step.value
    )
}

/// The text without what stands in 「」, which differs from use to use.
fn without_names(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter(|one| {
            match one {
                '「' => inside = true,
                '」' => inside = false,
                _ => return !inside,
            }
            true
        })
        .collect()
}

/// The whole vocabulary, by theme.
#[must_use]
pub fn all() -> Vec<StepDescription> {
    [
        login::VOCABULARY,
        master_data::VOCABULARY,
        roles::VOCABULARY,
        notices::VOCABULARY,
        number_display::VOCABULARY,
        members::VOCABULARY,
        access::VOCABULARY,
        result::VOCABULARY,
        copies::VOCABULARY,
        difference::VOCABULARY,
        files::VOCABULARY,
        identity::VOCABULARY,
        provision::VOCABULARY,
        inquiry::VOCABULARY,
        bulk_inquiry::VOCABULARY,
        exceptions::VOCABULARY,
        sharing_site::VOCABULARY,
        plan_survey::VOCABULARY,
        records::VOCABULARY,
        record_lists::VOCABULARY,
        management::VOCABULARY,
        environments::VOCABULARY,
        volume::VOCABULARY,
        attested::VOCABULARY,
    ]
    .concat()
}

/// Defines steps: `/// meaning`, then `given|when|then "expression", "example" =>` and an
/// async function without `async`.
macro_rules! vocabulary {
    ($theme:literal: $(
        $(#[doc = $meaning:literal])+
        $kind:ident $expression:tt, $example:tt =>
        fn $name:ident($world:ident $(, $argument:ident: $argument_type:ident)* $(,)?) $body:block
    )+) => {
        $(
            $(#[doc = $meaning])+
            #[cucumber::$kind(expr = $expression)]
            async fn $name(
                $world: &mut crate::world::OperationWorld,
                #[step] step: &gherkin::Step,
                $($argument: $argument_type,)*
            ) -> crate::world::StepResult {
                $world.begin(step)?;
                $body
            }
        )+

        pub(super) const VOCABULARY: &[super::StepDescription] = &[$(
            super::StepDescription {
                kind: stringify!($kind),
                expression: $expression,
                meaning: concat!($($meaning),+),
                example: $example,
                theme: $theme,
            },
        )+];
    };
}
use vocabulary;
