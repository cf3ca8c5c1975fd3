//! `cargo test --test lot2`: the 総合運用テスト of lot 2.

use std::process::ExitCode;

fn main() -> ExitCode {
    sogo_unyo_test::cli::lot_target(sogo_unyo_test::model::Lot::Two, env!("CARGO_BIN_EXE_sogo"))
}
