//! `cargo test --test lot1`: the 総合運用テスト of lot 1.

use std::process::ExitCode;

fn main() -> ExitCode {
    sogo_unyo_test::cli::lot_target(sogo_unyo_test::model::Lot::One, env!("CARGO_BIN_EXE_sogo"))
}
