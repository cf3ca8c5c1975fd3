//! Defects that 医療保険者等間情報連携テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 6:
    PROVIDER_RECORD_NOT_WRITTEN "provider-record-not-written" "R6-04"
        { "相手の照会に提供したのに、提供側の情報提供等記録がない" }
        { "記録を照会した側にだけ書いている" }

    PROVIDER_RECORD_OF_PROVIDED_ONLY "provider-record-of-provided-only" "R6-04"
        { "提供しなかった照会について、提供側の情報提供等記録がない" }
        { "値を提供したときにだけ記録を書いている" }

    PROVIDER_RECORD_AS_INQUIRY "provider-record-as-inquiry" "R6-04"
        { "提供した記録が、提供側で照会の記録になっている" }
        { "双方の記録を、照会した側の記録を写して作っている" }

    INQUIRER_RECORD_AT_PROVIDER "inquirer-record-at-provider" "R6-04"
        { "提供した側にも、照会の記録が残る" }
        { "照会と提供の両方の記録を、双方の機関に書いている" }

    PROVIDER_RECORD_PARTIES_SWAPPED "provider-record-parties-swapped" "R6-04"
        { "提供側の記録で、照会者と提供者が入れ替わっている" }
        { "自機関をいつも照会者の欄に書いている" }

    PROVIDER_RECORD_WITHOUT_TIME "provider-record-without-time" "R6-04"
        { "値を提供したのに、提供側の記録に提供日時がない" }
        { "提供日時を、照会した側が受け取ったときにだけ書いている" }

    PROVIDER_RECORD_WITHOUT_ITEMS "provider-record-without-items" "R6-04"
        { "提供側の記録に、何を提供したか(提供項目名)がない" }
        { "提供項目名を、値とともに記録から消している" }

    PROVISION_DAY_IN_UTC "provision-day-in-utc" "R6-03"
        { "提供開始日になっても、朝の9時までは提供されない" }
        { "提供開始日を協定世界時の日付と比べている" }

    BEFORE_START_AS_NONE "before-start-as-none" "R6-03"
        { "提供開始日前の副本が、副本未登録(該当なし)と答えられる" }
        { "提供開始日の来ていない副本を、検索の条件で除いている" }

    START_OF_INQUIRER_USED "start-of-inquirer-used" "R6-03"
        { "相手広域連合の提供開始日が来ていると、自広域連合の開始日前の副本が提供される" }
        { "提供開始日を、提供側でなく照会側の広域連合の設定から読んでいる" }

    FIRST_REVISION_PROVIDED "first-revision-provided" "R6-02"
        { "更新した副本でなく、最初に登録した値が提供される" }
        { "提供用の写しを、新規登録のときにだけ作っている" }

    UPDATE_TIME_PROVIDED "update-time-provided" "R6-02"
        { "特定個人情報にない更新日時の項目まで、相手に提供される" }
        { "副本の行を、管理用の項目を除かずに提供している" }

    CODE_NOT_TRANSLATED "code-not-translated" "R6-01"
        { "相手広域連合に登録されている人の照会が、符号未紐付で回答不可になる" }
        { "照会側の機関別符号のまま、提供側の加入者を探している" }

    INSURER_NOT_ASKABLE "insurer-not-askable" "R6-01"
        { "広域連合のほかの医療保険者に、葬祭費(埋葬料)の支給を照会できない" }
        { "照会先に選べる機関を、広域連合と市区町村に限っている" }

    PARTNER_NOT_LINKED_AS_NONE "partner-not-linked-as-none" "R6-05"
        { "相手機関で符号の紐付いていない人の照会が、該当なしになる" }
        { "加入者が見つからないことを、副本がないことと区別していない" }

    BRANCH_OF_PARTNER_ISSUED "branch-of-partner-issued" "R6-06"
        { "相手広域連合に登録済みの人を登録すると、相手広域連合の枝番が返る" }
        { "登録済みの個人番号を全広域連合で探し、見つかった枝番を結果に書いている" }

    PERIOD_IGNORED "period-ignored" "R6-07"
        { "対象期間を指定しても、最も新しい計算期間の値が返る" }
        { "対象期間を照会の画面で受け取るだけで、提供側に送っていない" }

    PERIOD_START_EXCLUSIVE "period-start-exclusive" "R6-07"
        { "対象期間の終わりの日に始まる計算期間の副本が、該当なしになる" }
        { "期間の比較で、開始日が対象期間の終わりより前であることを求めている" }

    PERIOD_END_EXCLUSIVE "period-end-exclusive" "R6-07"
        { "対象期間の始めの日に終わる計算期間の副本が、該当なしになる" }
        { "期間の比較で、終了日が対象期間の始めより後であることを求めている" }

    PERIOD_NEEDS_BOTH_ENDS "period-needs-both-ends" "R6-07"
        { "対象期間の終わりだけを指定すると、その後の計算期間の値が返る" }
        { "始めと終わりの両方があるときにだけ、期間で絞っている" }

    OLDEST_COPY_PROVIDED "oldest-copy-provided" "R6-09"
        { "計算期間の副本が二つあると、古いほうの値が返る" }
        { "登録した順に並べて、先頭の副本を提供している" }

    KIND_NOT_DISTINGUISHED "kind-not-distinguished" "R6-09"
        { "葬祭費や高額介護合算療養費を照会されたのに、資格情報が提供される" }
        { "副本を加入者だけで選び、特定個人情報の種類を見ていない" }

    PROVIDED_ITEM_LOST "provided-item-lost" "R6-09"
        { "提供した副本の最後の項目が、相手に届かない" }
        { "項目数を1つ少なく数えて応答を組み立てている" }

    FUNERAL_STATE_LOST "funeral-state-lost" "R6-08"
        { "健康保険組合の支給済の答えから支給の有無が落ち、重ねて支給するかどうかを決められない" }
        { "広域連合の副本にない項目を、取り込むときに捨てている" }

    NO_COPY_AS_NOT_LINKED "no-copy-as-not-linked" "R6-08"
        { "葬祭費の副本がないだけの人の照会が、符号未紐付で回答不可になり、支給の有無が分からない" }
        { "副本のない加入者を、符号の表から外している" }

    DELETION_NOT_REFLECTED "deletion-not-reflected" "R6-10"
        { "削除した加入者の副本が、相手広域連合に提供され続ける" }
        { "削除の行を正常と答えるだけで、提供の側に反映していない" }

    MANUAL_PROVISION_IGNORED "manual-provision-ignored" "R6-11"
        { "自動では提供しない設定の副本が、担当者の判断を待たずに提供される" }
        { "自動で提供するかどうかの設定を、提供のときに見ていない" }

    REFUSAL_TOLD_AS_NO_COPY "refusal-told-as-no-copy" "R6-12"
        { "担当者が不提供と判断した照会が、該当なしになる" }
        { "提供しないことを、副本がないことと同じ応答にしている" }

    LATE_DECISION_ACCEPTED "late-decision-accepted" "R6-13"
        { "判断し終えた照会や終わった照会に、もう一度判断できたように見える" }
        { "判断の受付で、照会の状態を確かめていない" }

    REQUESTS_OF_EVERY_UNION "requests-of-every-union" "R6-14"
        { "他の広域連合が判断する照会が、提供可否判断に並ぶ" }
        { "判断を待つ照会の一覧を、広域連合で絞っていない" }

    INSURER_ITEM_LOST "insurer-item-lost" "R6-15"
        { "健康保険組合などが答えた最後の項目が、照会の結果にない" }
        { "被用者保険の応答の項目数を、1つ少なく数えている" }

    COMBINED_COST_OF_FIRST_PERIOD "combined-cost-of-first-period" "R6-16"
        { "高額介護合算療養費が、いちばん古い計算期間の値で返る" }
        { "計算期間の副本のうち、先に登録されたものを選んでいる" }
}
