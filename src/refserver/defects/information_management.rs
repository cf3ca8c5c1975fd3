//! Defects that 医療保険者等の情報管理に関する運用の確認 has to find.
//! Must not know where a defect acts.

super::defects! { item 7:
    RECORDS_OF_EVERY_UNION "records-of-every-union" "R7-01"
        { "関わりのない広域連合に、情報提供等記録が見える" }
        { "記録の検索を、記録の持ち主で絞っていない" }

    RECORD_WITH_SIDES_SWAPPED "record-with-sides-swapped" "R7-01"
        { "情報提供等記録の照会者と提供者が入れ替わっている" }
        { "画面の項目に結び付ける列を取り違えている" }

    RECORD_HOLDS_VALUES "record-holds-values" "R7-02"
        { "情報提供等記録の提供項目に、提供した値まで残る" }
        { "項目の名称だけを残すところを、名称と値の組で残している" }

    RECORD_HOLDS_THE_BRANCH "record-holds-the-branch" "R7-02"
        { "情報提供等記録に、被保険者枝番が残る" }
        { "照会の鍵にした枝番を、項目の一覧に加えたままにしている" }

    MARK_STAYS_FOR_EVER "mark-stays-for-ever" "R7-03"
        { "不開示の印を外しても、印が付いたままである" }
        { "印の行があるかどうかだけを書き、付けたか外したかを書いていない" }

    MARK_DOUBLES_THE_RECORD "mark-doubles-the-record" "R7-03"
        { "不開示の印を付けると、同じ記録が2件になる" }
        { "追記だけの表に印を書くために、記録の行も書き足している" }

    MARKED_RECORD_HIDDEN "marked-record-hidden" "R7-03"
        { "不開示の印を付けた記録が、検索に現れない" }
        { "開示請求への回答に使う絞込みを、職員の検索にも使っている" }

    ROLE_NOT_ENFORCED "role-not-enforced" "R7-04"
        { "ロールのない業務の画面を、利用者が開いて操作できる" }
        { "ロールをメニューの表示にだけ使い、操作の受付で確かめていない" }

    UPLOAD_NEEDS_NO_ROLE "upload-needs-no-role" "R7-04"
        { "参照しかできない利用者が、加入者の一括登録ファイルを登録できる" }
        { "ロールを画面ごとに確かめ、ファイルの受付だけ確かめ忘れている" }

    REFUSALS_NOT_LOGGED "refusals-not-logged" "R7-04"
        { "断られた操作が、操作ログに残らない" }
        { "操作ログを、操作が終わったあとにだけ書いている" }

    REFUSALS_LOGGED_AS_DONE "refusals-logged-as-done" "R7-04"
        { "断られた操作が、操作ログでは「成功」になっている" }
        { "操作ログの結果を、応答を見ずに書いている" }

    READING_NOT_LOGGED "reading-not-logged" "R7-04"
        { "画面を見ただけの操作が、操作ログに残らない" }
        { "操作ログを、データを書き換える操作でだけ書いている" }

    LOG_NAMES_THE_PERSON "log-names-the-person" "R7-04"
        { "操作ログにユーザーIDでなく氏名が残り、同姓同名を区別できない" }
        { "操作ログの利用者の列に、画面に出す氏名を書いている" }

    LOG_INS_NOT_LOGGED "log-ins-not-logged" "R7-52"
        { "だれがいつログインしようとしたかが、操作ログに残らない" }
        { "操作ログを、セッションのある操作でだけ書いている" }

    MEMBER_OF_ANY_UNION_SHOWN "member-of-any-union-shown" "R7-05"
        { "他の広域連合の枝番を指定すると、その加入者が表示される" }
        { "枝番は全国で一意なので、広域連合で絞らずに探している" }

    UNLOCK_IN_EVERY_UNION "unlock-in-every-union" "R7-60"
        { "他の広域連合の管理者の解除で、同じユーザーIDの利用者のロックが解ける" }
        { "ロックの解除を、ユーザーIDだけで行っている" }

    UNLOCK_KEEPS_THE_COUNT "unlock-keeps-the-count" "R7-06"
        { "ロックを解除された利用者が、次に1回誤っただけでまたロックされる" }
        { "ロックの印だけを消し、誤りの回数を0に戻していない" }

    LOCK_NOT_SHOWN "lock-not-shown" "R7-06"
        { "ロックされた利用者が、利用者管理では「有効」と表示される" }
        { "利用者管理の状態を、有効期間と初期パスワードだけで決めている" }

    IDLE_FROM_THE_LOG_IN "idle-from-the-log-in" "R7-07"
        { "操作を続けていても、ログインから15分でセッションが切れる" }
        { "操作のたびに最後の操作の時刻を書き換えていない" }

    IDLE_FIVE_MINUTES_LONGER "idle-five-minutes-longer" "R7-07"
        { "席を離れて15分を過ぎても、セッションが使える" }
        { "セッションの期限に、通信の遅れのための余裕5分を足している" }

    LOG_OUT_AT_THE_TERMINAL_ONLY "log-out-at-the-terminal-only" "R7-07"
        { "ログアウトしたあとのセッションで、画面を開ける" }
        { "ログアウトが端末の情報を消すだけで、セッションを終わらせていない" }

    RETIRED_USER_LOGS_IN "retired-user-logs-in" "R7-08"
        { "利用を終えて削除された利用者のパスワードが、まだ照合される" }
        { "利用を終えた印を、一覧の表示でだけ使っている" }

    VALID_FROM_IGNORED "valid-from-ignored" "R7-08"
        { "有効開始日の前の利用者がログインできる" }
        { "ログインのときに、有効終了日だけを確かめている" }

    VALID_TO_EXCLUDED "valid-to-excluded" "R7-08"
        { "有効終了日の当日に、利用者がログインできない" }
        { "有効終了日を含まない期間として比べている" }

    REISSUED_PASSWORD_OPENS_ALL "reissued-password-opens-all" "R7-09"
        { "再発行された初期パスワードのままで、業務の画面が使える" }
        { "パスワード変更の要否を、一度も変更していないことで判定している" }

    REISSUE_KEEPS_SESSIONS "reissue-keeps-sessions" "R7-50"
        { "初期パスワードを再発行しても、前から開いているセッションで操作を続けられる" }
        { "再発行でパスワードだけを置き換え、セッションを終わらせていない" }

    REISSUE_KEEPS_THE_LOCK "reissue-keeps-the-lock" "R7-50"
        { "初期パスワードを再発行しても、利用者がロックされたままである" }
        { "再発行とロックの解除を、別々の操作とみなしている" }

    OPERATION_LOG_OF_EVERY_UNION "operation-log-of-every-union" "R7-51"
        { "操作ログに、他の広域連合の利用者の操作が見える" }
        { "操作ログをユーザーIDと期間でだけ絞り、広域連合で絞っていない" }

    CODE_NOT_ACQUIRED_AGAIN "code-not-acquired-again" "R7-10"
        { "個人番号を訂正しても、符号取得状況が「取得エラー」のままである" }
        { "符号の取得を、新規の行でだけ依頼している" }

    CORRECTION_DOUBLES_THE_MEMBER "correction-doubles-the-member" "R7-10"
        { "個人番号を訂正した加入者が、別の枝番でも登録されて2件になる" }
        { "個人番号の訂正を、変更と新規の両方で書き込んでいる" }

    NEW_MASTER_NOT_ANNOUNCED "new-master-not-announced" "R7-11"
        { "次の版のマスターの適用依頼が、お知らせに現れない" }
        { "適用依頼を、最初の配信のときに一度だけ作っている" }

    FIRST_MASTER_FOR_EVER "first-master-for-ever" "R7-11"
        { "次の版の配信が始まっても、前の版のマスターがダウンロードされる" }
        { "配信中の版を、古い順の先頭から取っている" }

    FIRST_COMBINATIONS_FOR_EVER "first-combinations-for-ever" "R7-11"
        { "次の版のマスターで許された照会が、照会許可なしとして断られる" }
        { "照会許可の判定に使う版を、最初の版に固定している" }

    EXPORT_WITHOUT_MARK "export-without-mark" "R7-12"
        { "不開示の印を付けた記録が、ファイルでは不開示「なし」になる" }
        { "ファイルの出力に、印の表を結び付けていない" }

    EXPORT_OF_EVERYTHING "export-of-everything" "R7-12"
        { "画面で1件に絞っても、ファイルには全部の記録が出力される" }
        { "検索の条件を、ファイルの出力に渡していない" }

    EXPORT_IN_SHIFT_JIS "export-in-shift-jis" "R7-12"
        { "文字コードを定義し直しても、記録のファイルはShift_JISのままである" }
        { "あとから加えた出力に、定義した文字コードを使っていない" }

    MARK_ON_BOTH_SIDES "mark-on-both-sides" "R7-13"
        { "提供した側で付けた不開示の印が、照会した側の記録にも現れる" }
        { "印を、記録番号でなく処理通番に付けている" }

    INQUIRY_WITHOUT_GROUP "inquiry-without-group" "R7-14"
        { "アクセスグループの外の利用者が、その加入者について照会できる" }
        { "アクセスグループを加入者の画面でだけ確かめ、照会の登録で確かめていない" }

    LOST_MEMBER_NOT_PROVIDED "lost-member-not-provided" "R7-15"
        { "資格を喪失した加入者の副本が、該当なしとして提供されない" }
        { "提供の対象を、資格のある加入者に限っている" }

    NOTICE_A_DAY_EARLY "notice-a-day-early" "R7-30"
        { "お知らせが、公開日の前日に見える" }
        { "公開日時を、翌日の0時までの範囲で比べている" }

    NOTICES_FOR_ADMINISTRATORS "notices-for-administrators" "R7-30"
        { "お知らせが、システム管理者にしか見えない" }
        { "お知らせの画面を、システム管理者のロールで絞っている" }

    NOTICES_OLDEST_FIRST "notices-oldest-first" "R7-31"
        { "お知らせが、公開日の古い順に並ぶ" }
        { "並べ替えの向きが逆である" }

    NOTICE_OF_ANOTHER_UNION "notice-of-another-union" "R7-31"
        { "ほかの広域連合にあてたお知らせが見える" }
        { "お知らせを宛先で絞っていない" }

    PASSWORD_AGES_A_DAY_EARLY "password-ages-a-day-early" "R7-32"
        { "パスワードが、90日にならないうちに変更を求められる" }
        { "有効期間を、設定した日を1日目と数えて比べている" }

    CHANGED_USER_KEEPS_ROLES "changed-user-keeps-roles" "R7-33"
        { "利用者のロールを変えても、前のロールの業務ができる" }
        { "変更の行で、ロールの表を書き換えていない" }

    MOVED_USER_STAYS_IN_DEPARTMENT "moved-user-stays-in-department" "R7-33"
        { "異動した利用者に、前の部署のアクセスグループの加入者が見え続ける" }
        { "変更の行で、所属の列を書き換えていない" }

    RETIRED_ID_GIVEN_AGAIN "retired-id-given-again" "R7-34"
        { "利用を終えた利用者のユーザーIDで、別の人を登録できる" }
        { "重複を、利用中の利用者とだけ比べている" }

    RECORD_DAYS_BY_UTC "record-days-by-utc" "R7-16"
        { "記録を日で検索すると、朝9時より前の照会が前の日の記録になる" }
        { "検索の日を、協定世界時の0時で区切っている" }

    RECORDS_BY_TIME_OF_ASKING "records-by-time-of-asking" "R7-17"
        { "情報提供等記録が、記録された順でなく照会した順に並ぶ" }
        { "一覧を照会日時で並べ替えている" }

    MARKED_RECORD_AT_THE_END "marked-record-at-the-end" "R7-18"
        { "不開示の印を付けると、記録が一覧の最後に移る" }
        { "印を付けるときに、記録を書き直している" }

    REFUSED_INQUIRY_AT_PROVIDER "refused-inquiry-at-provider" "R7-19"
        { "受け付けられなかった照会の記録が、照会されていない相手機関にも残る" }
        { "記録を、照会を受け付けるかどうかを決める前に双方に書いている" }

    FORBIDDEN_INQUIRY_RECORDED "forbidden-inquiry-recorded" "R7-14"
        { "権限がなくて断られた照会が、情報提供等記録に残る" }
        { "断った理由を見ずに、照会の記録を書いている" }

    NOT_FOUND_NOT_LOGGED "not-found-not-logged" "R7-20"
        { "他の広域連合の加入者を見ようとして断られたことが、操作ログにない" }
        { "対象の見つからない操作を、操作ログに書いていない" }

    OPERATION_LOG_BY_USER_ID "operation-log-by-user-id" "R7-21"
        { "ユーザーIDで操作ログを検索すると、他の広域連合の同じユーザーIDの操作も並ぶ" }
        { "ユーザーIDを指定したときの検索で、広域連合で絞っていない" }

    INQUIRY_LIST_OF_EVERY_GROUP "inquiry-list-of-every-group" "R7-22"
        { "アクセスグループの外の加入者についての照会が、情報照会一覧に並ぶ" }
        { "アクセスグループを、照会の結果を開くときにだけ見ている" }

    CORRECTED_NUMBER_STAYS_TAKEN "corrected-number-stays-taken" "R7-23"
        { "取り違えた個人番号を訂正しても、本人が登録済として登録できない" }
        { "訂正の前の個人番号を、重なりを確かめる表から消していない" }

    NUMBER_OF_ANOTHER_SHOWN "number-of-another-shown" "R7-61"
        { "個人番号表示で、別の加入者の個人番号が表示される" }
        { "枝番で絞り込まずに、はじめの1件を表示している" }

    NUMBER_DISPLAY_NOT_LOGGED "number-display-not-logged" "R7-62"
        { "個人番号を表示したことが、操作ログに残らない" }
        { "個人番号表示をあとから加えたとき、操作ログの対象に入れ忘れている" }

    REASON_NOT_KEPT "reason-not-kept" "R7-62"
        { "個人番号を表示した理由が、操作ログに残らない" }
        { "理由を入力させるだけで、書き残していない" }

    NUMBER_IN_THE_LOG "number-in-the-log" "R7-62"
        { "操作ログに、表示した個人番号まで残る" }
        { "画面に出した内容を、そのまま操作ログに書いている" }

    NUMBER_SHOWN_TO_VIEWERS "number-shown-to-viewers" "R7-63"
        { "参照しかできない利用者に、個人番号が表示される" }
        { "加入者検索と同じロールで、個人番号表示も許している" }

    NUMBER_SHOWN_WITHOUT_REASON "number-shown-without-reason" "R7-64"
        { "理由を書かなくても、個人番号が表示される" }
        { "理由を、画面の入力の確認だけで求めている" }

    GROUP_IGNORED_ON_NUMBER_DISPLAY "group-ignored-on-number-display" "R7-65"
        { "アクセスグループの外の利用者に、個人番号は表示される" }
        { "あとから加えた個人番号表示に、アクセスグループの確認を入れ忘れている" }

    SURVEY_KEEPS_ONE_BASIC_PLAN "survey-keeps-one-basic-plan" "R7-70"
        { "基本計画の2件目を回答すると、1件目が消える" }
        { "基本計画を広域連合に1件のものとして上書きしている" }

    SURVEY_ANSWERED_AFTER_DUE "survey-answered-after-due" "R7-71"
        { "アンケートの期限を過ぎても回答できる" }
        { "期限を画面に示すだけで、受付で確かめていない" }

    SURVEY_OVER_A_DAY_EARLY "survey-over-a-day-early" "R7-71"
        { "アンケートの期限の当日に回答できない" }
        { "期限の日の0時に締め切っている" }

    SURVEY_YEAR_NOT_CHECKED "survey-year-not-checked" "R7-72"
        { "年度計画に、翌年度の事項を回答できる" }
        { "計画の期間を、種類にかかわらず5年で確かめている" }

    SURVEY_REFUSED_ANSWER_KEPT "survey-refused-answer-kept" "R7-72"
        { "年度に入らないと断られた事項が、回答に残っている" }
        { "期間の検査の前に回答を書き込み、断るときに消していない" }

    SURVEY_WITHDRAWAL_WITHOUT_EFFECT "survey-withdrawal-without-effect" "R7-73"
        { "回答を取り下げたのに、残っている" }
        { "取下げの印を付けるが、一覧で除いていない" }

    SURVEY_SHOWS_ANSWERS_OF_ALL "survey-shows-answers-of-all" "R7-74"
        { "配布の前に、ほかの広域連合の回答が見える" }
        { "回答の一覧を広域連合で絞っていない" }

    SURVEY_CIRCULATED_EARLY "survey-circulated-early" "R7-75"
        { "配布日の前に、集約した計画が見える" }
        { "配布日をお知らせの文面にだけ使っている" }

    SURVEY_COLLATES_OWN_ONLY "survey-collates-own-only" "R7-75"
        { "配布された計画に、自広域連合の分しかない" }
        { "集約の一覧にも、回答の一覧と同じ絞込みをかけている" }
}
