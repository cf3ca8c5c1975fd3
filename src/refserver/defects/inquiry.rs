//! Defects that 情報照会テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 5:
    RECORD_NOT_WRITTEN "record-not-written" "R5-10"
        { "照会したのに、照会側の情報提供等記録がない" }
        { "記録の書込みが、応答の後の別処理になっていて失われた" }
}
