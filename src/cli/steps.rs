//! `sogo steps`: the vocabulary of the features.

use super::{UsageError, say};
use crate::{
    run::ExitStatus,
    steps::{PARAMETERS, all},
};
use clap::Args;

/// `sogo steps`.
#[derive(Debug, Args)]
pub struct StepsOptions {
    /// この言葉を含むステップだけ
    words: Vec<String>,
}

pub(super) fn execute(options: &StepsOptions) -> Result<ExitStatus, UsageError> {
    let mut theme = "";
    for step in all() {
        let text = format!("{} {}", step.keyword(), step.expression);
        if !options
            .words
            .iter()
            .all(|word| text.contains(word.as_str()) || step.meaning.contains(word.as_str()))
        {
            continue;
        }
        if theme != step.theme {
            theme = step.theme;
            say(&format!("\n■ {theme}"));
        }
        say(&format!(
            "  {text}\n    意味: {}\n    例:   {} {}",
            step.meaning.trim(),
            step.keyword(),
            step.example
        ));
    }
    if options.words.is_empty() {
        say("\n■ パラメーター");
        for (name, meaning, example) in PARAMETERS {
            say(&format!("  {{{name}}} {meaning}。例: {example}"));
        }
        say("  {int} 整数。例: 3");
    }
    Ok(ExitStatus::Passed)
}
