//! Defects that 医療保険者等の運用開始準備の確認 has to find.
//! Must not know where a defect acts.

super::defects! { item 1: }
