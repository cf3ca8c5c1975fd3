//! A lot as a test target: the flags that cargo, IDEs and nextest pass.

use super::support::{Told, package, program};

/// `cargo test --test lot2 -- …`; `None` if the tests do not run under cargo.
#[expect(clippy::disallowed_methods, reason = "cargo tells its tests where it is")]
fn lot2(arguments: &[&str]) -> Option<Told> {
    let mut cargo = program(std::env::var_os("CARGO")?);
    cargo.args(["test", "--quiet", "--offline", "--test", "lot2", "--"]).args(arguments);
    Some(Told::by(cargo.current_dir(package())))
}

#[test]
fn it_speaks_as_any_test_binary_does() {
    let Some(list) = lot2(&["--list", "--format", "terse"]) else { return };
    let list = list.expect(0);
    let names: Vec<&str> = list.out.lines().filter(|line| !line.is_empty()).collect();
    // 23 unions × 7 items.
    assert_eq!(names.len(), 161, "{}", list.out);
    assert!(names.iter().all(|name| name.ends_with(": test")), "{}", list.out);
    assert!(names.contains(&"13東京都::4本人確認: test"), "{}", list.out);

    let ignored = lot2(&["--list", "--format", "terse", "--ignored"]).expect("cargo").expect(0);
    assert_eq!(ignored.out.trim(), "");

    let one = lot2(&["13東京都::4本人確認", "--exact", "--nocapture"]).expect("cargo").expect(0);
    one.must_say(&["4 本人確認", "判定: 合格"]);

    let none = lot2(&["13東京都::4", "--exact"]).expect("cargo").expect(0);
    none.must_say(&["判定なし"]);
    assert!(!none.contains("合格"), "{}", none.out);

    let wrong = lot2(&["--no-such-flag"]).expect("cargo");
    assert_ne!(wrong.code, Some(0), "{}", wrong.out);
}
