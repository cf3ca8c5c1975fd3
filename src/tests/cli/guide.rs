//! The report of a scenario whose inquiry was slow, wrong or unanswered says what to do next.

use super::support::{Tree, assert_told};
use regex::Regex;
use std::fs;

#[test]
fn exceptions_are_shown_with_actions_contact_and_outages() {
    let tree = Tree::new();
    let tags = ["--tags", "@R5-15 or @R5-16 or @R5-17 or @R5-55"];
    tree.told(&[&["run", "--lot", "2", "--union", "13", "--item", "5"][..], &tags].concat()).expect(0);
    let mut guides: Vec<String> = Vec::new();
    let times = Regex::new(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}").expect("pattern");
    for record in tree.run().scenarios() {
        if let Some(guide) = record.guide {
            let text = format!(
                "{} {} {}\n  照会先 {} {}\n  {}\n  {}",
                record.id,
                guide.case,
                guide.seen,
                guide.provider,
                guide.contact.join("、"),
                guide.outages.join("、"),
                guide.actions.join("\n  ")
            );
            guides.push(times.replace_all(&text, "«時刻»").into_owned());
        }
    }
    assert_told!("guides", guides.join("\n"));
    let page = fs::read_to_string(tree.run().0.join("report/13-5.html")).expect("page");
    for shown in ["照会の例外: パターン③ 結果が返却されない", "連絡窓口(情報共有サイト)", "担当者の次の行動"]
    {
        assert!(page.contains(shown), "{shown}");
    }
}
