//! `cargo test --test lot3`: the 総合運用テスト of lot 3.

use std::process::ExitCode;

fn main() -> ExitCode {
    sogo_unyo_test::cli::lot_target(sogo_unyo_test::model::Lot::Three, env!("CARGO_BIN_EXE_sogo"))
}
