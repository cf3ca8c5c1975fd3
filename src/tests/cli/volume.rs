//! Scenarios with members by the ten thousand: left out unless asked for, and never sent to
//! an endpoint that does not want them.

use super::support::{Served, Told, Tree};
use sogo_unyo_test::model::{FileThrough, RunEvent, Verdict};

const FEATURE: &str = "features/02_code_linking/98_many.feature";
const SCENARIO: &str = "# language: ja
機能: 大量

  @T2-98 @R2-01 @大量
  シナリオ: 大量のシナリオ
    前提 加入者「甲野花子」がまだ登録されていない
    もし 「資格担当」が加入者「甲野花子」の一括登録ファイルを登録する
    ならば 「資格担当」の加入者検索に、加入者「甲野花子」は現れない
";

fn tree() -> Tree {
    let tree = Tree::new();
    tree.write(FEATURE, SCENARIO);
    tree
}

#[test]
fn they_are_left_out_unless_asked_for() {
    let tree = tree();
    let list = ["run", "--lot", "2", "--union", "13", "--list"];
    assert!(!tree.told(&list).expect(0).contains("T2-98"));
    let told = tree.told(&[&list[..], &["--volume"]].concat()).expect(0);
    assert!(told.contains("T2-98") && !told.contains("T2-01 "), "{}", told.out);
}

#[test]
fn an_endpoint_is_sent_none_unless_it_says_so() {
    let tree = tree();
    let run = ["run", "--lot", "2", "--union", "13", "--volume", "--endpoint", "並びの違う画面の例"];
    let told = tree.told(&run).expect(2);
    told.must_say(&["大量登録を許していない", "大量登録: 許可"]);
    assert!(!tree.root().join("target").exists());
}

/// The scenario with a thousand rows a file, so that a small campaign has several.
fn small() -> Tree {
    let tree = Tree::new();
    tree.edit("testdata/endpoints.yaml", "  件数上限: 50000\n", "  件数上限: 1000\n");
    tree
}

const CAMPAIGN: [&str; 8] = ["run", "--lot", "3", "--union", "31", "--volume", "--volume-rows", "20000"];

#[test]
fn a_campaign_is_reconciled_row_by_row() {
    let tree = small();
    let told = tree.told(&CAMPAIGN).expect(0);
    told.must_say(&[
        "判定: 合格",
        "T2-70 加入者情報 1/20ファイル  1000件",
        "残り約",
        "T2-70 副本 葬祭費 20/20ファイル",
    ]);
    let run = tree.run();
    assert_eq!(run.scenarios().len(), 1);
    let files = through(&run.events());
    let rows =
        |phase: &str| files.iter().filter(|file| file.phase == phase).map(|file| file.rows).sum::<u64>();
    assert_eq!((rows("住基ネットの用意"), rows("加入者情報")), (20_000, 20_000));
    assert!(
        files.iter().all(|file| file.sent_at <= file.processed_at && file.processed_at <= file.compared_at)
    );
    assert!(files.iter().filter(|file| file.phase == "加入者情報").all(|file| file.bytes > 100_000));
    assert_eq!(most_under_way(&files), 1);
    let page = std::fs::read_to_string(run.0.join("report/31-2.html")).expect("page");
    for words in ["全件登録の推移", "<svg", "応答時間", "転居の差分"] {
        assert!(page.contains(words), "{words}");
    }
}

/// The endpoint allows three uploads at the same time.
#[test]
fn as_many_files_are_under_way_as_the_endpoint_allows() {
    let tree = limited("    件数上限: 1000\n    並列アップロード数: 3\n");
    let server = Served::start(&[]);
    let mut command = tree.sogo(&[&CAMPAIGN[..], &["--endpoint", "環境変数"]].concat());
    server.tell(&mut command);
    Told::by(&mut command).expect(0).must_say(&["判定: 合格"]);
    assert_eq!(most_under_way(&through(&tree.run().events())), 3);
}

fn through(events: &[RunEvent]) -> Vec<FileThrough> {
    let file = |event: &RunEvent| match event {
        RunEvent::FileThrough(file) => Some(file.clone()),
        _ => None,
    };
    events.iter().filter_map(file).collect()
}

/// The most files that were sent and not processed at the same time.
fn most_under_way(files: &[FileThrough]) -> i32 {
    let mut changes: Vec<_> =
        files.iter().flat_map(|file| [(file.sent_at, 1), (file.processed_at, -1)]).collect();
    changes.sort();
    let depths = changes.iter().scan(0, |depth, (_, change)| {
        *depth += change;
        Some(*depth)
    });
    depths.max().unwrap_or(0)
}

/// The endpoints that take members by the ten thousand have these limits too.
fn limited(limits: &str) -> Tree {
    let tree = Tree::new();
    let path = tree.root().join("testdata/endpoints.yaml");
    let text = std::fs::read_to_string(&path).expect("endpoints");
    let wanted = "    大量登録: 許可\n";
    std::fs::write(&path, text.replace(wanted, &format!("{wanted}{limits}"))).expect("file");
    tree
}

/// A defect that is one row in ten thousand to a campaign, and has to be found.
#[track_caller]
fn is_found(defect: &str, words: &[&str]) {
    let tree = limited("    件数上限: 1000\n");
    let server = Served::start(&["--defect", defect]);
    let mut command = tree.sogo(&[&CAMPAIGN[..], &["--endpoint", "環境変数"]].concat());
    server.tell(&mut command);
    Told::by(&mut command).expect(1).must_say(words);
    assert_eq!(tree.run().verdicts().into_values().collect::<Vec<_>>(), [Verdict::Failed]);
}

#[test]
fn wrong_check_digits_that_are_accepted_are_found() {
    is_found("check-digit-not-verified", &["処理結果コードが解答と違う行", "期待「E103」観測「」"]);
}

#[test]
fn a_member_registered_twice_is_found() {
    is_found("partition-duplicate-accepted", &["期待「E104」観測「」"]);
}

#[test]
fn a_copy_with_two_columns_swapped_is_found() {
    is_found("copy-columns-swapped", &["の副本の内容", "証発効期日="]);
}

#[test]
fn two_members_with_the_same_branch_number_are_found() {
    is_found("branch-number-given-twice", &["ほかの行と同じ被保険者枝番の行"]);
}

/// A person who died has the code of a living one.
#[test]
fn codes_of_other_members_are_found() {
    is_found("codes-swapped", &["の符号取得状況", "観測: 紐付済"]);
}

#[test]
fn an_answer_about_a_member_that_lacks_an_item_is_found() {
    is_found("inquiry-item-lost", &["の照会の結果", "総所得金額等="]);
}
