//! Defects that 情報提供テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 3:
    PROVIDED_BEFORE_START "provided-before-start" "R3-06"
        { "提供開始日より前の副本が、相手の照会に提供される" }
        { "提供開始日を画面の表示だけに使い、提供のときに見ていない" }
}
