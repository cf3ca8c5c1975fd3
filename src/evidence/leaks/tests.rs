//! Canaries in every form in which something may leak, and what must not be taken for one.

use super::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use encoding_rs::SHIFT_JIS;
use std::{
    fs,
    io::{Cursor, Write as _},
    path::PathBuf,
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A right number that the run never saw, and one that it did.
const STRANGE: &str = "123456789018";
const SEEN: &str = "987654321093";
const SECRET: &str = "himitsu-No/Token 7";

fn search() -> Search {
    let masker = Masker::new();
    masker.add_secret(SECRET);
    masker.add_mistyped_number("31415926535");
    assert_eq!(masker.mask(&format!("個人番号{SEEN}")), "個人番号************");
    Search::of(&masker)
}

fn grouped(number: &str, size: usize, separator: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters.chunks(size).map(String::from_iter).collect::<Vec<_>>().join(separator)
}

fn full_width(text: &str) -> String {
    let wide = |letter: char| match letter {
        '0'..='9' => char::from_u32(u32::from(letter) - u32::from('0') + u32::from('０')).unwrap_or(letter),
        _ => letter,
    };
    text.chars().map(wide).collect()
}

/// A canary in the ways in which somebody might write it.
fn spellings() -> Vec<String> {
    let mut spellings = vec![SECRET.to_owned()];
    for number in [STRANGE, SEEN] {
        for text in [number.to_owned(), full_width(number)] {
            for separator in ["", " ", "-", "\u{3000}", "－", "‐"] {
                spellings.push(grouped(&text, 4, separator));
                spellings.push(grouped(&text, 1, separator));
            }
        }
    }
    // Known numbers stand out also where a strange one would be a receipt number.
    spellings.push(format!("31{SEEN}05"));
    spellings.push(grouped(SEEN, 6, "-"));
    spellings
}

type Encode = (&'static str, fn(&str) -> Option<Vec<u8>>);

const ENCODINGS: &[Encode] = &[
    ("", |text| Some(text.as_bytes().to_vec())),
    ("", |text| {
        let (bytes, _, is_lossy) = SHIFT_JIS.encode(text);
        (!is_lossy).then(|| bytes.into_owned())
    }),
    ("UTF-16LE", |text| Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect())),
    ("UTF-16BE", |text| Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())),
];

type Wrap = (&'static str, fn(&[u8]) -> Vec<u8>);

const WRAPPINGS: &[Wrap] = &[
    ("", |bytes| bytes.to_vec()),
    ("パーセント符号化", |bytes| {
        bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes()
    }),
    ("Base64", |bytes| STANDARD.encode(bytes).into_bytes()),
    ("Base64", |bytes| STANDARD.encode([b"a".as_slice(), bytes, b"bc"].concat()).into_bytes()),
    ("Base64", |bytes| {
        [b"xy/".to_vec(), STANDARD.encode([b"ab".as_slice(), bytes].concat()).into_bytes()].concat()
    }),
    ("Base64 Base64", |bytes| STANDARD.encode(STANDARD.encode(bytes)).into_bytes()),
];

fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).expect("entry");
    zip.write_all(content).expect("entry");
    zip.finish().expect("zip").into_inner()
}

/// The files, searched; named without the order in which threads found them.
fn found(files: &[(&str, &[u8])]) -> Searched {
    let holder = tempfile::tempdir().expect("folder");
    for (name, content) in files {
        let path: PathBuf = holder.path().join(name);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, content).expect("file");
    }
    search().folder(holder.path(), "", |_| true).expect("searched")
}

#[test]
fn canaries_are_found_in_every_writing() {
    let mut tried = 0;
    for spelling in spellings() {
        for (encoding, encode) in ENCODINGS {
            let Some(encoded) = encode(&spelling) else { continue };
            for (wrapping, wrap) in WRAPPINGS {
                let wrapped = wrap(&encoded);
                let before = "x,\"".repeat(7);
                let content = [before.as_bytes(), &wrapped, b"\",\r\n"].concat();
                let searched = found(&[("file", &content)]);
                let [leak] = searched.leaks.as_slice() else {
                    panic!("{spelling:?} {encoding} {wrapping}: {:?}", searched.leaks)
                };
                assert_eq!(leak.file, "file");
                let offset = usize::try_from(leak.offset.expect("offset")).expect("offset");
                let place = before.len()..before.len() + wrapped.len();
                assert!(place.contains(&offset), "{spelling:?} {encoding} {wrapping}: {offset} {place:?}");
                let writings: Vec<_> =
                    [*wrapping, *encoding].into_iter().filter(|writing| !writing.is_empty()).collect();
                // UTF-16BE may be read one byte on as UTF-16LE, and found as well.
                let writing = leak.writing.replace("UTF-16LE", "UTF-16").replace("UTF-16BE", "UTF-16");
                assert_eq!(writing, writings.join(" ").replace("LE", "").replace("BE", ""), "{spelling:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn canaries_are_found_in_zips_and_in_names() {
    let text = format!("番号 {STRANGE}\n");
    let inner = zipped("xl/sharedStrings.xml", text.as_bytes());
    let outer = zipped("inner.xlsx", &inner);
    let name = format!("captures/{STRANGE}.txt");
    let percent = "captures/%31%32%33%34%35%36%37%38%39%30%31%38";
    let files: [(&str, &[u8]); 5] = [
        ("outer.zip", &outer),
        (&name, b""),
        (percent, b""),
        ("name.zip", &zipped(STRANGE, b"")),
        ("broken.zip", b"PK\x03\x04..."),
    ];
    let searched = found(&files);
    let told: Vec<_> =
        searched.leaks.iter().map(|leak| (leak.file.as_str(), leak.offset, leak.writing.as_str())).collect();
    assert_eq!(
        told,
        [
            ("captures/************", None, "パーセント符号化"),
            ("captures/************.txt", None, ""),
            // As it stands in the zip, in its beginning and in its list, and as it was read.
            ("name.zip", Some(30), ""),
            ("name.zip", Some(90), ""),
            ("name.zip!************", None, ""),
            ("outer.zip!inner.xlsx!xl/sharedStrings.xml", Some(7), ""),
        ]
    );
    assert_eq!((searched.files, searched.closed.len()), (5, 1));
    assert!(searched.closed[0].starts_with("broken.zip は zip として開けない"), "{:?}", searched.closed);
}

#[test]
fn canaries_are_found_wherever_a_block_ends() {
    for place in
        [1024 * 1024 - 2050, 1024 * 1024 - 2048, 1024 * 1024 - 6, 1024 * 1024, 3 * 1024 * 1024 - 4096]
    {
        for canary in [STRANGE, SECRET, &STANDARD.encode(STRANGE)] {
            let mut content = vec![b'.'; 3 * 1024 * 1024 + 100];
            content[place..place + canary.len()].copy_from_slice(canary.as_bytes());
            let searched = found(&[("file", &content)]);
            let offsets: Vec<_> = searched.leaks.iter().map(|leak| leak.offset).collect();
            assert_eq!(offsets, [Some(place as u64)], "{canary} {place}");
            assert_eq!(searched.bytes, content.len() as u64);
        }
    }
}

#[test]
fn other_digits_are_no_leaks() {
    for text in [
        // A wrong check digit, masked, too long, too short.
        "123456789012",
        "************",
        "1234567890181",
        "20260401-090000-lot2-123456",
        "2026-04-01 09:00:00",
        "1234567890",
        // In a hash, behind a decimal point, in lists, as codes.
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b123456789018cd15d6c15b0f",
        "0.123456789018",
        "12 34 56 78 90 18 1",
        "1 2 3 4 5 6 7 8 9 0 1 8 2",
        "123456-789018",
        "1234-5678 9018",
        "1234  5678  9018",
    ] {
        let searched = found(&[("file", text.as_bytes())]);
        assert_eq!(searched.leaks, [], "{text}");
    }
    let searched = found(&[("file", "3141592653589".as_bytes())]);
    assert_eq!(searched.leaks.len(), 1, "a number with a digit too few is known, too");
}
