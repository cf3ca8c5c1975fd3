//! `cargo bench --bench volume`: the hot loop of generated members, by character code, and
//! what it costs to plant errors. `src/benches/volume_ratios.py` compares whole runs with
//! what else there is.

#![expect(missing_docs, reason = "criterion's macro makes a public function")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sogo_unyo_test::{
    media::Charset,
    model::{InsuranceNumber, UnionId},
    spec::Union,
    volume::{Parameters, Population, Rate},
};
use std::{hint::black_box, sync::Arc};

/// Rows of an iteration: a file.
const ROWS: u64 = 50_000;

fn population(charset: Charset, errors: Rate) -> Option<Arc<Population>> {
    let union = Union {
        id: UnionId::try_from(13).ok()?,
        name: "東京都後期高齢者医療広域連合".to_owned(),
        short_name: "東京都".to_owned(),
        insured_thousands: 1440,
        insurer_number: InsuranceNumber::parse("39130000").ok()?,
        institution_code: "SIM-UNION-13".to_owned(),
        certificate: "SIM-CERT-13-01".to_owned(),
    };
    let parameters = Parameters {
        union,
        count: ROWS,
        seed: 7,
        charset,
        split: ROWS,
        first_record: 1,
        errors,
        hard_characters: Rate::of_a_million(20_000),
        without_number: Rate::of_a_million(500),
    };
    Population::new(parameters).ok().map(Arc::new)
}

fn rows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("members");
    group.throughput(Throughput::Elements(ROWS)).sample_size(20);
    let cases = [
        ("shift_jis", Charset::ShiftJis, Rate::NONE),
        ("utf-8", Charset::Utf8, Rate::NONE),
        ("utf-16le", Charset::Utf16Le, Rate::NONE),
        ("shift_jis, 0.1% errors", Charset::ShiftJis, Rate::of_a_million(1000)),
    ];
    for (name, charset, errors) in cases {
        // The parameters are right; without a population there is nothing to measure.
        let Some(population) = population(charset, errors) else { continue };
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || population.stream(0),
                |stream| {
                    let mut bytes = 0;
                    while let Some(block) = stream.next_block() {
                        bytes += black_box(block).len();
                    }
                    bytes
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, rows);
criterion_main!(benches);
