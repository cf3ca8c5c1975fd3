//! Defects that 情報提供テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 3:
    COPY_COLUMNS_SWAPPED "copy-columns-swapped" "R3-01"
        { "資格情報の証発効期日と有効期限が、入れ替わって表示される" }
        { "ファイルの列の順と、副本の項目の順を取り違えた" }

    SECOND_PERIOD_REPLACES_FIRST "second-period-replaces-first" "R3-02"
        { "計算期間の違う二件を登録すると、あとの一件しか残らない" }
        { "高額介護合算療養費を、加入者ごとに一件として扱っている" }

    BENEFIT_WITHOUT_ELIGIBILITY "benefit-without-eligibility" "R3-03"
        { "資格情報のない加入者の給付の副本が登録される" }
        { "資格情報の有無を、葬祭費でだけ確かめている" }

    DELETED_ELIGIBILITY_COUNTS "deleted-eligibility-counts" "R3-03"
        { "資格情報を削除した加入者の給付の副本が登録される" }
        { "資格情報の有無を、削除した副本も含めて確かめている" }

    COPY_BRANCH_OF_ANY_UNION "copy-branch-of-any-union" "R3-04"
        { "ほかの広域連合の被保険者枝番で、副本が登録される" }
        { "枝番の有無を、区画を分けずに確かめている" }

    VALIDITY_NOT_COMPARED "validity-not-compared" "R3-05"
        { "有効期限が証発効期日より前の副本が登録される" }
        { "日付の前後を、最初の一組しか確かめていない" }

    SAME_DAY_REFUSED "same-day-refused" "R3-05"
        { "死亡した日に申請された葬祭費が、日付不正で断られる" }
        { "日付の前後を、同じ日を含めて逆としている" }

    START_DAY_LATE "start-day-late" "R3-06"
        { "提供開始日になっても、副本が提供中にならない" }
        { "提供開始日を、その日を含めずに比べている" }

    START_BY_UTC_DAY "start-by-utc-day" "R3-06"
        { "提供開始日の朝9時まで、副本が提供中にならない" }
        { "今日の日付を、日本でなく協定世界時で求めている" }

    PROVIDED_BEFORE_START "provided-before-start" "R3-06"
        { "提供開始日より前の副本が、相手の照会に提供される" }
        { "提供開始日を画面の表示だけに使い、提供のときに見ていない" }

    UPDATE_KEEPS_VALUES "update-keeps-values" "R3-07"
        { "更新すると版と更新日時だけが進み、値は前のままである" }
        { "更新の処理が、値でなく見出しの部分だけを書いている" }

    UNLINKED_MEMBER_REFUSED "unlinked-member-refused" "R3-08"
        { "符号が紐付いていない加入者の副本が、枝番不存在で断られる" }
        { "枝番の有無を、符号の紐付いた加入者の表で確かめている" }

    COPY_DELETION_WITHOUT_EFFECT "copy-deletion-without-effect" "R3-09"
        { "副本の削除が正常に終わったのに、副本照会に現れる" }
        { "削除の行を、件数に数えるだけで反映していない" }

    DELETION_TAKES_ALL_OF_KIND "deletion-takes-all-of-kind" "R3-09"
        { "資格情報を一件削除すると、同じ加入者のほかの期間の資格情報も消える" }
        { "削除の条件に、資格取得年月日が入っていない" }

    DIFFERENCE_REWRITES_ALL "difference-rewrites-all" "R3-10"
        { "差分にない加入者の副本の版まで進む" }
        { "変更があると、その種類の副本を全件書き直している" }

    CHANGES_NOT_CHECKED "changes-not-checked" "R3-11"
        { "更新の行では、決まりにない値や必須項目の欠落が通る" }
        { "項目の検査を、新規の行にだけ行っている" }

    ANOTHERS_INSURED_NUMBER_ACCEPTED "anothers-insured-number-accepted" "R3-11"
        { "ほかの人の被保険者番号を書いた副本が登録される" }
        { "被保険者番号を、検証番号だけで確かめている" }

    EXISTING_COPY_OVERWRITTEN "existing-copy-overwritten" "R3-11"
        { "登録済みの副本を新規で登録すると、断られずに上書きされる" }
        { "新規と変更を、同じ登録処理で行っている" }

    PERIODS_MAY_NOT_TOUCH "periods-may-not-touch" "R3-12"
        { "喪失した日に取得した次の資格が、期間重複で断られる" }
        { "資格喪失年月日も、資格のある日に数えている" }

    EARLIER_PERIOD_NOT_COMPARED "earlier-period-not-compared" "R3-12"
        { "あとから登録した前の資格が、今の資格と重なっていても登録される" }
        { "期間の重なりを、前に始まった資格とだけ比べている" }

    OVERLAP_NOT_CHECKED_ON_CHANGES "overlap-not-checked-on-changes" "R3-12"
        { "喪失を取り消す更新で、次の資格と期間が重なったまま登録される" }
        { "期間の重なりを、新規の行にだけ確かめている" }

    WRONG_KIND_TOLD_AS_HEADER "wrong-kind-told-as-header" "R3-13"
        { "別の種類のファイルを登録すると、種別不正でなくヘッダ不正になる" }
        { "見出しを、登録した種類のものとだけ比べている" }

    HISTORY_SHOWS_CURRENT "history-shows-current" "R3-14"
        { "副本の履歴のどの版にも、今の値が表示される" }
        { "履歴に版番号だけを残し、値は今の副本から読んでいる" }

    DELETION_NOT_IN_HISTORY "deletion-not-in-history" "R3-14"
        { "削除した副本の履歴に、削除の版がない" }
        { "履歴の照会が、削除の印のある版を除いている" }

    HISTORY_LOST_ON_RETURN "history-lost-on-return" "R3-14"
        { "削除した副本を登録し直すと、前の履歴が消えて第1版に戻る" }
        { "再登録のときに、削除の印のある副本を履歴ごと消している" }

    SOURCE_TIME_IS_REFLECTION "source-time-is-reflection" "R3-15"
        { "副本の基準日時が、更新日時でなく反映した日時になる" }
        { "基準日時に、登録処理の時刻を書いている" }

    SOURCE_TIME_OF_FIRST "source-time-of-first" "R3-15"
        { "副本を更新しても、基準日時が最初に登録したときのままである" }
        { "更新のときに書き換える項目から、更新日時が漏れている" }

    STOP_WITHOUT_EFFECT "stop-without-effect" "R3-16"
        { "提供を停止したと表示されるのに、副本は提供中のままである" }
        { "提供開始日を空にする設定を、変更なしとして扱っている" }

    STOP_HITS_ALL_KINDS "stop-hits-all-kinds" "R3-16"
        { "一つの種類の提供を止めると、ほかの種類の提供も止まる" }
        { "提供の停止を、種類でなく広域連合ごとに持っている" }

    STOPPED_KIND_ANSWERED "stopped-kind-answered" "R3-16"
        { "画面では提供停止の副本が、相手の照会に提供される" }
        { "提供開始日が空なら、開始日の制限がないものとしている" }

    STOP_SHOWN_AS_BEFORE_START "stop-shown-as-before-start" "R3-16"
        { "提供を停止した副本が、一度も提供していないように表示される" }
        { "提供したことがあるかを残していない" }

    COPIES_OF_ANY_UNION "copies-of-any-union" "R3-38"
        { "ほかの広域連合の枝番で、副本照会に値が表示される" }
        { "副本を枝番だけで読み、加入者の区画を確かめていない" }

    START_OF_ALL_UNIONS "start-of-all-unions" "R3-39"
        { "一つの広域連合が提供を止めると、ほかの広域連合の提供も止まる" }
        { "提供開始日を、広域連合でなく種類ごとに持っている" }

    SAME_COPY_FILE_ACCEPTED "same-copy-file-accepted" "R3-40"
        { "同じ副本のファイルが二度受け付けられる" }
        { "同じファイルかどうかを、加入者情報でだけ確かめている" }

    START_SET_WITHOUT_ROLE "start-set-without-role" "R3-17"
        { "副本登録のロールのない利用者が、提供を止められる" }
        { "提供開始日設定をメニューから隠すだけで、操作の受付で確かめていない" }

    COPY_CHARSET_TOLD_AS_HEADER "copy-charset-told-as-header" "R3-18"
        { "副本のファイルの文字コードの誤りが、見出し行の誤りと知らされる" }
        { "副本のファイルでは、文字コードを確かめずに見出し行を比べている" }

    COPY_WITHHELD_WHILE_UPDATE_WAITS "copy-withheld-while-update-waits" "R3-19"
        { "副本の更新の処理を待つあいだ、以前の値も相手に提供されない" }
        { "更新のファイルを受け付けたときに、副本を提供の対象から外している" }

    COPY_SHOWN_AS_PROVIDED_EARLY "copy-shown-as-provided-early" "R3-06"
        { "提供開始日の前から、副本の状態が提供中と表示される" }
        { "副本の状態を、提供開始日と比べずに表示している" }

    GOOD_COPY_CHANGE_TOLD_AS_ERROR "good-copy-change-told-as-error" "R3-10"
        { "反映された副本の更新の行が、登録結果ファイルではエラーになっている" }
        { "更新の行にも、新規登録の重なりの検査の結果を書いている" }

    WAITING_COPIES_SHOWN_AS_COMPLETED "waiting-copies-shown-as-completed" "R3-01"
        { "副本を登録した直後から、処理ステータスが処理完了と表示される" }
        { "副本の受付の画面で、受け取り終えたことを処理が終わったこととして表示している" }
}
