//! Defects that 医療保険者等の情報管理に関する運用の確認 has to find.
//! Must not know where a defect acts.

super::defects! { item 7:
    ROLE_NOT_ENFORCED "role-not-enforced" "R7-04"
        { "ロールのない業務の画面を、利用者が開いて操作できる" }
        { "ロールをメニューの表示にだけ使い、操作の受付で確かめていない" }
}
