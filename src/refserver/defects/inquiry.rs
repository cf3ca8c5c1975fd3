//! Defects that 情報照会テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 5:
    RECORD_NOT_WRITTEN "record-not-written" "R5-10"
        { "照会したのに、照会側の情報提供等記録がない" }
        { "記録の書込みが、応答の後の別処理になっていて失われた" }

    INQUIRY_ITEM_LOST "inquiry-item-lost" "R5-01"
        { "照会の結果の途中の項目が欠けたまま、回答ありになる" }
        { "分かれて届いた応答の、二つ目の先頭を読み飛ばしている" }

    INQUIRY_INFORMATION_MIXED "inquiry-information-mixed" "R5-01"
        { "住民票関係情報を照会したのに、同じ人の地方税関係情報が返る" }
        { "照会先の副本を人だけで探し、特定個人情報の種類で絞っていない" }

    INQUIRY_PROCEDURE_NOT_CHECKED "inquiry-procedure-not-checked" "R5-02"
        { "その事務手続では許可のない特定個人情報を照会できる" }
        { "特定個人情報と照会先の組だけを確かめ、事務手続を見ていない" }

    INQUIRY_PROVIDER_TYPE_NOT_CHECKED "inquiry-provider-type-not-checked" "R5-02"
        { "広域連合にしか許可のない資格情報を、市区町村に照会できる" }
        { "照会許可の組合せの検査に、照会先の機関区分が入っていない" }

    INQUIRY_FOREIGN_BRANCH_ACCEPTED "inquiry-foreign-branch-accepted" "R5-03"
        { "他の広域連合の加入者の枝番を入力しても、照会が受け付けられる" }
        { "枝番を全広域連合の表で探し、自広域連合の区画に限っていない" }

    INQUIRY_OWN_CODE_NOT_CHECKED "inquiry-own-code-not-checked" "R5-04"
        { "符号の紐付いていない加入者の照会が受け付けられ、あとで回答不可になる" }
        { "符号を送信のときまで確かめていない" }

    INQUIRY_WAITING_NEVER_SHOWN "inquiry-waiting-never-shown" "R5-05"
        { "答えの遅い照会が、いつまでも照会中のままで結果待ちにならない" }
        { "状態を変える定期処理が、照会中の照会を対象にしていない" }

    INQUIRY_LATE_ANSWER_DROPPED "inquiry-late-answer-dropped" "R5-05"
        { "結果待ちになった照会に、あとから届いた答えが反映されない" }
        { "届いた答えを、照会中の照会にだけ書き込んでいる" }

    INQUIRY_AS_OF_IS_ANSWER_TIME "inquiry-as-of-is-answer-time" "R5-06"
        { "結果の基準日時が、照会先の正本でなく回答の日時になる" }
        { "基準日時の項目に、受信の日時を書いている" }

    INQUIRY_NOTHING_AS_REFUSED "inquiry-nothing-as-refused" "R5-07"
        { "照会先に副本がない照会が、該当なしでなく回答不可になる" }
        { "値のない応答を、すべて回答不可にまとめている" }

    INQUIRY_VALUES_OF_BEFORE_SHOWN "inquiry-values-of-before-shown" "R5-07"
        { "該当なしの照会の結果の画面に、前に返った別の照会の値が残る" }
        { "値のない結果を表示するときに、画面の項目を消していない" }

    INQUIRY_AUTOMATIC_IGNORED "inquiry-automatic-ignored" "R5-08"
        { "照会先が自動応答不可にした情報の値が返る" }
        { "自動応答不可の印を、画面の表示にだけ使っている" }

    INQUIRY_LINKAGE_NOT_CHECKED "inquiry-linkage-not-checked" "R5-09"
        { "連携を始めていない照会先の副本から、値が返る" }
        { "照会先の連携開始の有無を、照会先の一覧の表示にだけ使っている" }

    INQUIRY_REFUSED_NOT_RECORDED "inquiry-refused-not-recorded" "R5-10"
        { "許可のない照会を試みたことが、情報提供等記録に残らない" }
        { "受け付けた照会にだけ記録を書いている" }

    INQUIRY_RECORDED_WHILE_WAITING "inquiry-recorded-while-waiting" "R5-10"
        { "遅い照会の記録が、結果待ちのときのものと答えのときのものの2件になる" }
        { "状態が変わるたびに記録を書いている" }

    INQUIRY_BULK_ROWS_SWAPPED "inquiry-bulk-rows-swapped" "R5-11"
        { "一括照会の結果ファイルで、二人の照会の値が入れ替わる" }
        { "照会番号と照会を、送った順でなく答えの届いた逆順で結び付けている" }

    INQUIRY_BULK_PERIOD_DROPPED "inquiry-bulk-period-dropped" "R5-40"
        { "一括照会で対象期間を指定しても、最も新しい期間の値が返る" }
        { "一括照会ファイルの対象期間を検査だけして、照会に渡していない" }

    INQUIRY_BULK_AS_OF_LOST "inquiry-bulk-as-of-lost" "R5-11"
        { "一括照会の結果ファイルの基準日時が空で、いつの値か分からない" }
        { "基準日時を画面の照会の結果にだけ書いている" }

    INQUIRY_BULK_NOT_RECORDED "inquiry-bulk-not-recorded" "R5-10"
        { "一括照会の照会について、情報提供等記録が残らない" }
        { "記録を画面の照会の処理で書き、一括の処理に入れていない" }

    INQUIRY_BULK_GROUP_IGNORED "inquiry-bulk-group-ignored" "R5-12"
        { "画面では断られる他のアクセスグループの加入者を、一括照会では照会できる" }
        { "アクセスグループの検査を画面の照会にだけ入れている" }

    INQUIRY_BULK_DOUBLE_ASKED "inquiry-bulk-double-asked" "R5-12"
        { "一つのファイルに同じ照会番号が2件あっても、どちらも照会される" }
        { "照会番号の重複を確かめていない" }

    INQUIRY_BULK_COMPLETE_EARLY "inquiry-bulk-complete-early" "R5-13"
        { "遅い照会が残っているのに、一括照会が処理完了になる" }
        { "すべての照会を送り終えたことを、処理の完了としている" }

    INQUIRY_BULK_FILE_TAKEN_AGAIN "inquiry-bulk-file-taken-again" "R5-13"
        { "同じ一括照会ファイルがもう一度受け付けられ、照会が重なる" }
        { "同一ファイルの検査の対象に、情報照会一括要求ファイルを加えていない" }

    INQUIRY_CANCELLED_ANSWERED "inquiry-cancelled-answered" "R5-14"
        { "取り消した照会に、あとから回答が付く" }
        { "取消を画面の表示にだけ反映し、届いた答えを受け付けている" }

    INQUIRY_ANSWERED_CANCELLED "inquiry-answered-cancelled" "R5-14"
        { "値の返った照会を取り消せて、値が消える" }
        { "取消のときに照会の状態を確かめていない" }

    INQUIRY_TIMEOUT_AS_NONE "inquiry-timeout-as-none" "R5-15"
        { "時間内に答えのない照会が、副本がないときと同じ該当なしになる" }
        { "答えのないことを、値のないことと区別していない" }

    INQUIRY_ANSWER_AFTER_TIMEOUT "inquiry-answer-after-timeout" "R5-15"
        { "タイムアウトになった照会が、あとから回答ありに変わる" }
        { "遅れて届いた答えを、照会の状態を見ずに書き込んでいる" }

    INQUIRY_OUTAGE_AS_NONE "inquiry-outage-as-none" "R5-16"
        { "照会先の計画停止中の照会が、該当なしになる" }
        { "照会先に接続できないことを、0件の応答として扱っている" }

    INQUIRY_NWS_OUTAGE_IGNORED "inquiry-nws-outage-ignored" "R5-16"
        { "情報提供NWSの停止中なのに、副本のない人の照会が該当なしになる" }
        { "照会先の停止だけを確かめ、情報提供NWSの停止を見ていない" }

    SITE_THIRD_ACCOUNT_TAKEN "site-third-account-taken" "R5-50"
        { "情報共有サイトに、一つの広域連合から3人が利用登録できる" }
        { "人数の上限を「2人を超えたら」断ると読み、3人目の前で数えている" }

    SITE_PLACE_NOT_FREED "site-place-not-freed" "R5-51"
        { "利用登録を取り消しても、代わりの人を利用登録できない" }
        { "取り消した行に印を付けるだけで、人数に数え続けている" }

    SITE_ACCOUNTS_COUNTED_TOGETHER "site-accounts-counted-together" "R5-52"
        { "ほかの広域連合が利用登録すると、自広域連合の分がなくなる" }
        { "人数を数えるときに、広域連合で絞っていない" }

    SITE_READ_WITHOUT_ACCOUNT "site-read-without-account" "R5-53"
        { "利用登録のない利用者が、情報共有サイトの掲載情報を見られる" }
        { "利用登録を画面の案内にだけ使い、表示のときに確かめていない" }

    SITE_ENTRY_BEFORE_PUBLICATION "site-entry-before-publication" "R5-54"
        { "掲載日の前の連絡事項が見える" }
        { "掲載日時を並べ替えにだけ使っている" }

    SITE_SCHEDULE_WITHOUT_OUTAGES "site-schedule-without-outages" "R5-55"
        { "照会先の計画停止が、運用スケジュールに載らない" }
        { "運用スケジュールを手で書くものとし、計画停止と結び付けていない" }

    SITE_OUTAGE_NOT_SHOWN "site-outage-not-shown" "R5-56"
        { "照会先が止まっていても、システム障害発生状況に現れない" }
        { "計画した停止を障害ではないとして除いている" }

    SITE_OUTAGE_KEPT "site-outage-kept" "R5-56"
        { "照会先が動き出しても、停止中のまま載っている" }
        { "停止の終わりの日時を見ていない" }

    INQUIRY_CONTACT_OF_STARTED_ONLY "inquiry-contact-of-started-only" "R5-17"
        { "連携を始めていない照会先の連絡窓口が、情報共有サイトに出ない" }
        { "連携中の機関だけを一覧にしている" }

    INQUIRY_ONE_AT_A_TIME "inquiry-one-at-a-time" "R5-18"
        { "遅い照会を待つあいだ、ほかの人の照会にも答えが出ない" }
        { "広域連合ごとに、前の照会が終わるまで次を送らない" }

    INQUIRY_ANSWER_CACHED "inquiry-answer-cached" "R5-19"
        { "照会先が副本を訂正したあとに照会し直しても、前の値が返る" }
        { "同じ照会の答えを覚えていて、照会先に尋ね直していない" }

    INQUIRY_OTHER_BRANCH_SHOWN "inquiry-other-branch-shown" "R5-20"
        { "結果の画面の枝番が、入力した枝番でなく、その前の照会の枝番になる" }
        { "画面の枝番を、直前に表示した照会の内容から持ち越している" }

    INQUIRY_OF_ANOTHER_UNION_SHOWN "inquiry-of-another-union-shown" "R5-41"
        { "他の広域連合の照会の結果を、処理通番で開ける" }
        { "照会の結果を処理通番だけで探し、区画を確かめていない" }

    INQUIRY_LIST_OF_ALL_UNIONS "inquiry-list-of-all-unions" "R5-41"
        { "情報照会一覧に、他の広域連合の照会が並ぶ" }
        { "一覧の検索の条件に、区画を入れていない" }

    INQUIRY_RESULT_GROUP_IGNORED "inquiry-result-group-ignored" "R5-42"
        { "照会を断られる他のアクセスグループの加入者の、照会の結果を開ける" }
        { "アクセスグループの検査を照会の登録にだけ入れている" }
}
