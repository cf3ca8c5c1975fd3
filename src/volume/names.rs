//! Names with their readings, and places. Put together from signs of the sexagenary cycle
//! and words for land, so that no family is meant; given names are those of the generation.

use crate::spec::names;

/// A name as written and as read.
type Name = (&'static str, &'static str);

const SIGNS: [Name; 22] = [
    ("甲", "コウ"),
    ("乙", "オツ"),
    ("丙", "ヘイ"),
    ("丁", "チョウ"),
    ("戊", "ボ"),
    ("己", "キ"),
    ("庚", "コウ"),
    ("辛", "シン"),
    ("壬", "ジン"),
    ("癸", "キ"),
    ("子", "ネ"),
    ("丑", "ウシ"),
    ("寅", "トラ"),
    ("卯", "ウ"),
    ("辰", "タツ"),
    ("巳", "ミ"),
    ("午", "ウマ"),
    ("未", "ヒツジ"),
    ("申", "サル"),
    ("酉", "トリ"),
    ("戌", "イヌ"),
    ("亥", "イ"),
];

const LANDS: [Name; 20] = [
    ("野", "ノ"),
    ("川", "カワ"),
    ("山", "ヤマ"),
    ("田", "タ"),
    ("原", "ハラ"),
    ("村", "ムラ"),
    ("島", "シマ"),
    ("木", "キ"),
    ("沢", "サワ"),
    ("谷", "タニ"),
    ("本", "モト"),
    ("崎", "サキ"),
    ("浦", "ウラ"),
    ("井", "イ"),
    ("塚", "ヅカ"),
    ("口", "グチ"),
    ("森", "モリ"),
    ("岡", "オカ"),
    ("橋", "ハシ"),
    ("林", "バヤシ"),
];

const MALE_STEMS: [Name; 16] = [
    ("正", "マサ"),
    ("清", "キヨ"),
    ("義", "ヨシ"),
    ("政", "マサ"),
    ("武", "タケ"),
    ("春", "ハル"),
    ("秋", "アキ"),
    ("辰", "タツ"),
    ("利", "トシ"),
    ("昭", "アキ"),
    ("光", "ミツ"),
    ("秀", "ヒデ"),
    ("幸", "ユキ"),
    ("貞", "サダ"),
    ("友", "トモ"),
    ("和", "カズ"),
];
const MALE_ENDS: [Name; 5] = [("夫", "オ"), ("雄", "オ"), ("男", "オ"), ("治", "ジ"), ("吉", "キチ")];

const FEMALE_STEMS: [Name; 16] = [
    ("花", "ハナ"),
    ("梅", "ウメ"),
    ("松", "マツ"),
    ("竹", "タケ"),
    ("菊", "キク"),
    ("和", "カズ"),
    ("節", "セツ"),
    ("千代", "チヨ"),
    ("春", "ハル"),
    ("秋", "アキ"),
    ("文", "フミ"),
    ("静", "シズ"),
    ("幸", "サチ"),
    ("久", "ヒサ"),
    ("光", "ミツ"),
    ("雪", "ユキ"),
];
const FEMALE_ENDS: [Name; 3] = [("子", "コ"), ("江", "エ"), ("枝", "エ")];

const DIRECTIONS: [&str; 14] =
    ["東", "西", "南", "北", "上", "中", "下", "大", "小", "新", "本", "高", "若", "長"];
const GROUNDS: [&str; 14] =
    ["山", "川", "野", "原", "田", "島", "沢", "谷", "浜", "岡", "崎", "森", "津", "瀬"];

/// Streets, all about equally often.
pub(super) const TOWNS: [&str; 16] = [
    "本町",
    "栄町",
    "緑町",
    "旭町",
    "元町",
    "港町",
    "泉町",
    "桜町",
    "幸町",
    "末広町",
    "大手町",
    "宮前",
    "田中",
    "川端",
    "北一条",
    "南二条",
];

/// What stands behind the street number of a few: nothing, or what a printer dreads. All
/// of them exist in Windows-31J.
pub(super) const BUILDINGS: [&str; 8] = [
    "\u{3000}髙砂荘①",
    "\u{3000}メゾンⅡ",
    "\u{3000}㈱社宅",
    "\u{3000}コーポ濵﨑",
    "\u{3000}１～３号館",
    "\u{3000}グリーン№５",
    "\u{3000}龜甲苑",
    "\u{3000}ハイツ－Ａ",
];

fn pairs(stems: &[Name], ends: &[Name]) -> Vec<(String, String)> {
    let pair = |stem: &Name, end: &Name| (format!("{}{}", stem.0, end.0), format!("{}{}", stem.1, end.1));
    stems.iter().flat_map(|stem| ends.iter().map(move |end| pair(stem, end))).collect()
}

fn with(mut pairs: Vec<(String, String)>, others: &[Name]) -> Vec<(String, String)> {
    pairs.extend(others.iter().map(|(written, read)| ((*written).to_owned(), (*read).to_owned())));
    pairs
}

/// Family names.
pub(super) fn families() -> Vec<(String, String)> {
    pairs(&SIGNS, &LANDS)
}

/// Family names with characters that Windows-31J has and JIS X 0208 has not.
pub(super) fn hard_families() -> Vec<(String, String)> {
    with(Vec::new(), names::HARD_FAMILY)
}

/// Given names of men.
pub(super) fn men() -> Vec<(String, String)> {
    with(pairs(&MALE_STEMS, &MALE_ENDS), names::MALE)
}

/// Given names of women.
pub(super) fn women() -> Vec<(String, String)> {
    with(pairs(&FEMALE_STEMS, &FEMALE_ENDS), names::FEMALE)
}

/// So many 市区町村, the largest first. Made up: a 東山市 in 東京都 is no more meant than a
/// 甲野.
pub(super) fn municipalities(count: usize) -> Vec<String> {
    let all = GROUNDS.iter().flat_map(|ground| DIRECTIONS.iter().map(move |direction| (direction, ground)));
    all.take(count)
        .enumerate()
        .map(|(place, (direction, ground))| {
            let kind = if place * 2 < count {
                "市"
            } else if place * 7 < count * 6 {
                "町"
            } else {
                "村"
            };
            format!("{direction}{ground}{kind}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn shift_jis_carries_every_name_and_place() {
        let names = [families(), hard_families(), men(), women()].concat();
        for (written, read) in &names {
            assert!(!encoding_rs::SHIFT_JIS.encode(written).2, "{written}");
            assert!(read.chars().all(|letter| matches!(letter, 'ァ'..='ヴ' | 'ー')), "{read}");
        }
        for text in TOWNS.into_iter().chain(BUILDINGS).map(str::to_owned).chain(municipalities(196)) {
            assert!(!encoding_rs::SHIFT_JIS.encode(&text).2, "{text}");
        }
    }

    #[test]
    fn no_municipality_comes_twice() {
        assert_eq!(municipalities(179).into_iter().collect::<HashSet<_>>().len(), 179);
    }
}
