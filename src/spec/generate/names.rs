//! Names with their readings. Obvious placeholders, so that nobody real is met.
//!
//! Must not know what the names are put together for.

/// A name as written and as read.
pub type Name = (&'static str, &'static str);

/// Family names.
pub const FAMILY: &[Name] = &[
    ("甲野", "コウノ"),
    ("乙川", "オツカワ"),
    ("丙山", "ヘイヤマ"),
    ("丁田", "チョウダ"),
    ("戊原", "ボハラ"),
    ("己村", "キムラ"),
    ("庚島", "コウジマ"),
    ("辛木", "カラキ"),
    ("壬沢", "ミズサワ"),
    ("癸谷", "キタニ"),
    ("子安", "コヤス"),
    ("丑込", "ウシゴメ"),
    ("寅本", "トラモト"),
    ("卯月", "ウヅキ"),
    ("辰口", "タツグチ"),
    ("巳浦", "ミウラ"),
    ("午房", "ゴボウ"),
    ("未田", "ヒツジダ"),
    ("申塚", "サルヅカ"),
    ("酉井", "トリイ"),
    ("戌亥", "イヌイ"),
    ("亥鼻", "イノハナ"),
];

/// Family names with characters that Windows-31J has and JIS X 0208 has not, or that are
/// easily mistaken for others. Every charset that an insurer can declare carries them,
/// so that a load of generated members is accepted whatever was declared.
pub const HARD_FAMILY: &[Name] = &[
    ("髙甲", "タカコウ"),
    ("乙﨑", "オツザキ"),
    ("瀨丙", "セヘイ"),
    ("德丁", "トクチョウ"),
    ("濵戊", "ハマボ"),
    ("齋己", "サイキ"),
    ("邉庚", "ベコウ"),
];

/// Given names of men.
pub const MALE: &[Name] = &[
    ("太郎", "タロウ"),
    ("次郎", "ジロウ"),
    ("三郎", "サブロウ"),
    ("四郎", "シロウ"),
    ("五郎", "ゴロウ"),
    ("正一", "ショウイチ"),
    ("清", "キヨシ"),
    ("茂", "シゲル"),
    ("勇", "イサム"),
    ("実", "ミノル"),
    ("昭二", "ショウジ"),
    ("博", "ヒロシ"),
];

/// Given names of women.
pub const FEMALE: &[Name] = &[
    ("花子", "ハナコ"),
    ("梅子", "ウメコ"),
    ("松子", "マツコ"),
    ("竹子", "タケコ"),
    ("菊子", "キクコ"),
    ("トメ", "トメ"),
    ("キヨ", "キヨ"),
    ("和子", "カズコ"),
    ("節子", "セツコ"),
    ("京子", "キョウコ"),
    ("久", "ヒサ"),
    ("千代", "チヨ"),
];
