//! Defects that 医療保険者等間情報連携テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 6:
    PROVIDER_RECORD_NOT_WRITTEN "provider-record-not-written" "R6-04"
        { "相手の照会に提供したのに、提供側の情報提供等記録がない" }
        { "記録を照会した側にだけ書いている" }
}
