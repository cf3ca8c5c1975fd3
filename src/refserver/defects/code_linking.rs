//! Defects that 符号取得・紐付テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 2:
    CHECK_DIGIT_NOT_VERIFIED "check-digit-not-verified" "R2-03"
        { "検査用数字の合わない個人番号の行が、エラーにならずに登録される" }
        { "個人番号を桁数と数字だけで検査している" }

    PARTITION_DUPLICATE_ACCEPTED "partition-duplicate-accepted" "R2-06"
        { "同じ区画に登録済みの個人番号で、もう一人の加入者が登録される" }
        { "区画内の一意性を、番号でなく枝番で確かめている" }
}
