//! Defects that 本人確認テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 4: }
