//! Defects that 符号取得・紐付テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 2:
    BRANCH_NUMBER_WITH_LETTER "branch-number-with-letter" "R2-01"
        { "払い出された被保険者枝番に英字が混ざり、標準システムに紐付けられない" }
        { "枝番の先頭に、発番した系統を示す英字を付けている" }

    BRANCH_NUMBER_GIVEN_AGAIN "branch-number-given-again" "R2-01"
        { "削除した加入者を登録し直すと、前と同じ被保険者枝番が払い出される" }
        { "削除済みの行に個人番号が残り、再登録のときにその枝番を使い回す" }

    BRANCH_NUMBER_GIVEN_TWICE "branch-number-given-twice" "R2-01"
        { "1つのファイルの21件目の加入者に、その前の加入者と同じ被保険者枝番が払い出される" }
        { "並行して発番する二つの処理が、同じ採番値を読む" }

    FILE_CUT_SHORT "file-cut-short" "R2-01"
        { "33件目からの加入者が登録されず、結果ファイルにもないのに、処理完了になる" }
        { "一度に処理する件数の上限で打ち切り、続きを読みに行かない" }

    CODE_IN_ANSWER "code-in-answer" "R2-02"
        { "符号取得状況の応答に、機関別符号の値が載っている" }
        { "調査用に足した項目を、消さないまま公開した" }

    CHECK_DIGIT_NOT_VERIFIED "check-digit-not-verified" "R2-03"
        { "検査用数字の合わない個人番号の行が、エラーにならずに登録される" }
        { "個人番号を桁数と数字だけで検査している" }

    MISSING_NUMBER_TOLD_AS_FORMAT "missing-number-told-as-format" "R2-04"
        { "個人番号のない行のエラーが、個人番号未設定でなく形式不正になる" }
        { "空欄かどうかを見る前に、桁数を検査している" }

    DUPLICATE_OF_REFUSED_ROW_ACCEPTED "duplicate-of-refused-row-accepted" "R2-05"
        { "先の行が別の誤りで断られていると、同じ個人番号の後の行が登録される" }
        { "ファイル内の重複を、登録できた行とだけ比べている" }

    PARTITION_DUPLICATE_ACCEPTED "partition-duplicate-accepted" "R2-06"
        { "同じ区画に登録済みの個人番号で、もう一人の加入者が登録される" }
        { "区画内の一意性を、番号でなく枝番で確かめている" }

    PARTITION_LEAK "partition-leak" "R2-07"
        { "ほかの広域連合に登録済みの個人番号が、登録済として断られる" }
        { "個人番号の一意性を、区画を分けずに確かめている" }

    ERROR_CODE_LEFT_OUT "error-code-left-out" "R2-08"
        { "件数にはエラーがあるのに、結果ファイルのどの行がエラーか分からない" }
        { "結果ファイルの処理結果コードを、正常な行の様式で書いている" }

    CHARSET_TOLD_AS_HEADER "charset-told-as-header" "R2-09"
        { "文字コードの違うファイルが、ヘッダ不正として断られ、原因を取り違える" }
        { "文字コードを確かめず、読めた文字のまま見出しと比べている" }

    EXTRA_FIELDS_CUT "extra-fields-cut" "R2-10"
        { "列の多い行のあるファイルが、余った列を捨てて処理される" }
        { "列数が足りているかだけを見ている" }

    HEADER_ORDER_NOT_COMPARED "header-order-not-compared" "R2-10"
        { "見出しの列の順が違うファイルが受け付けられ、値が別の列に入る" }
        { "見出しは列の有無だけを確かめ、値は位置で読んでいる" }

    SAME_FILE_WHILE_WAITING "same-file-while-waiting" "R2-11"
        { "先のファイルの処理を待つあいだに、同じファイルがもう一度受け付けられる" }
        { "同じファイルかどうかを、処理の終わったファイルとだけ比べている" }

    SAME_FILE_NAMES_ITSELF "same-file-names-itself" "R2-11"
        { "同一ファイル再受付のエラーが、先の受付番号でなく自分の受付番号を示す" }
        { "説明に埋め込む受付番号の変数を取り違えた" }

    ABROAD_LINKED "abroad-linked" "R2-12"
        { "国外に転出して消除された人の符号が、紐付済になる" }
        { "住基ネットの消除の理由のうち、死亡だけを見ている" }

    SEARCH_HIDES_UNLINKED "search-hides-unlinked" "R2-13"
        { "処理完了になっても、符号が紐付くまで加入者検索に現れない" }
        { "検索の対象を、符号の取得を待っていない加入者に絞っている" }

    DELETION_WITHOUT_EFFECT "deletion-without-effect" "R2-13"
        { "加入者の削除が正常に終わったのに、加入者検索に現れる" }
        { "削除は副本だけを消し、加入者に削除の印を付けていない" }

    INSURER_NUMBER_OF_ANY_UNION "insurer-number-of-any-union" "R2-14"
        { "ほかの保険者の保険者番号の行が登録される" }
        { "保険者番号を検証番号だけで確かめている" }

    UNENCODABLE_CHARACTER_ACCEPTED "unencodable-character-accepted" "R2-15"
        { "文字コードで表せない文字の行が、別の文字になって登録される" }
        { "外字の領域の文字を、使える文字として扱っている" }

    CHANGE_FORGETS_KANA "change-forgets-kana" "R2-16"
        { "差分で変えた氏名カナが、正常に終わったのに前のままである" }
        { "変更のときに書き換える列の一覧から、氏名カナが漏れている" }

    CHANGE_ASKS_CODE_AGAIN "change-asks-code-again" "R2-16"
        { "氏名を変えただけの加入者の符号が、再取得要に戻る" }
        { "変更の行ごとに、個人番号が変わったかを見ずに符号を取り直している" }

    SEX_NOT_CHECKED_ON_CHANGES "sex-not-checked-on-changes" "R2-17"
        { "性別の誤った変更の行が、断られずに反映される" }
        { "値の検査を、新規の行にだけ行っている" }

    BAD_ROW_TAKES_GOOD_ROWS "bad-row-takes-good-rows" "R2-18"
        { "誤りの行が一つあると、正常と表示された行も登録されていない" }
        { "エラーのあるファイルを、結果ファイルを書いたあとで元に戻している" }

    FUTURE_BIRTH_ACCEPTED "future-birth-accepted" "R2-18"
        { "生年月日が未来の行が登録される" }
        { "日付を、暦にあるかどうかだけで確かめている" }

    CHECK_DIGIT_NOT_VERIFIED_ON_CHANGES "check-digit-not-verified-on-changes" "R2-19"
        { "変更の行では、検査用数字の合わない個人番号が通る" }
        { "変更は登録済みの人なので、番号は確かめてあると考えた" }

    CHANGE_TAKES_ANOTHERS_NUMBER "change-takes-anothers-number" "R2-19"
        { "変更で、ほかの加入者の個人番号に書き換えられる" }
        { "区画内の一意性を、新規の行でだけ確かめている" }

    REFUSED_CHANGE_KEPT "refused-change-kept" "R2-19"
        { "断られた変更の行の、個人番号のほかの項目だけが書き換わっている" }
        { "項目を書いてから個人番号の重複を確かめ、元に戻していない" }

    WAVE_DASH_DAMAGED "wave-dash-damaged" "R2-20"
        { "氏名の全角チルダが、波ダッシュに変わって登録される" }
        { "Windowsの文字コードを、別の変換表で読んでいる" }

    SEX_LOST "sex-lost" "R2-20"
        { "女性として登録した加入者が、男性として登録される" }
        { "性別を、古い様式の値の対応で読み替えている" }

    LOSS_DATE_LOST "loss-date-lost" "R2-20"
        { "資格喪失年月日のある加入者が、喪失していない人として登録される" }
        { "新規の登録では、資格喪失年月日を空として扱っている" }

    LOSS_ON_FIRST_DAY_REFUSED "loss-on-first-day-refused" "R2-20"
        { "資格を取得した日に喪失した加入者が、日付不正で断られる" }
        { "日付の前後を、同じ日を含めて逆としている" }

    RECEIPT_OF_ANY_UNION "receipt-of-any-union" "R2-48"
        { "ほかの広域連合が登録したファイルの結果を、受付番号で取り出せる" }
        { "受付番号は推測できないと考え、区画を確かめていない" }

    LATER_FAULT_TOLD "later-fault-told" "R2-49"
        { "日付と性別の両方に誤りのある行で、決まりと違う誤りが示される" }
        { "検査の順を、列の順でなく軽い検査からにしている" }

    MEMBER_OF_ANY_UNION_CHANGED "member-of-any-union-changed" "R2-50"
        { "ほかの広域連合の枝番を書いた変更の行が、枝番不存在にならない" }
        { "変更する加入者を、区画を分けずに枝番で探している" }

    RESULT_OF_LATEST_FILE "result-of-latest-file" "R2-21"
        { "先に登録したファイルの結果として、後のファイルの結果が返る" }
        { "結果ファイルを、受付番号でなく最後の処理から探している" }

    REFUSED_FILE_COUNTS_AS_RECEIVED "refused-file-counts-as-received" "R2-22"
        { "受付エラーになったファイルを、原因を除いても同一ファイルとして登録できない" }
        { "受け付けられなかったファイルも、受付済みの一覧に残している" }

    CODES_SWAPPED "codes-swapped" "R2-23"
        { "同じファイルで登録した人どうしで、機関別符号が入れ替わる" }
        { "符号の応答を、要求と逆の順で枝番に紐付けている" }

    CODE_NOT_ASKED_AFTER_CORRECTION "code-not-asked-after-correction" "R2-24"
        { "個人番号を訂正しても、訂正前の人の情報が照会される" }
        { "符号があれば取り直さないまま、紐付済としている" }

    OLD_COPIES_COME_BACK "old-copies-come-back" "R2-25"
        { "削除した加入者を登録し直すと、前の副本が新しい枝番に現れる" }
        { "再登録を復活として扱い、削除した副本を引き継いでいる" }

    OUTAGE_TOLD_AS_NOBODY "outage-told-as-nobody" "R2-26"
        { "住基ネットの停止中に登録した加入者が、住基ネット該当なしになる" }
        { "応答がないことと、該当者がいないことを区別していない" }

    CODE_NOT_ASKED_AFTER_OUTAGE "code-not-asked-after-outage" "R2-26"
        { "停止が終わっても符号が紐付かず、取得要求中のまま残る" }
        { "停止のあいだに送った要求を、送り直していない" }

    CANCELLED_FILE_PROCESSED "cancelled-file-processed" "R2-27"
        { "取り消したファイルが、定期処理で登録される" }
        { "定期処理が、取消の前に作った対象の一覧で動いている" }

    CANCELLED_FILE_COUNTS_AS_RECEIVED "cancelled-file-counts-as-received" "R2-27"
        { "取り消したファイルを登録し直すと、同一ファイルとして断られる" }
        { "同じファイルかどうかを比べるとき、取消済のファイルを除いていない" }

    CANCEL_AFTER_COMPLETION "cancel-after-completion" "R2-27"
        { "処理が終わった登録が取消済と表示され、登録は残っている" }
        { "取消の受付で、処理が始まったかどうかを見ていない" }

    ROW_LIMIT_OFF_BY_ONE "row-limit-off-by-one" "R2-28"
        { "件数の上限より1件多いファイルが受け付けられる" }
        { "上限と比べる件数を、0から数えている" }

    CODE_SHOWN_AS_LINKED_AT_ONCE "code-shown-as-linked-at-once" "R2-30"
        { "符号が届く前から、符号取得状況が紐付済と表示される" }
        { "取得を要求したことを、取得したことと区別せずに表示している" }

    WAITING_SHOWN_AS_COMPLETED "waiting-shown-as-completed" "R2-01"
        { "登録した直後から、処理ステータスが処理完了と表示される" }
        { "ファイルを受け取り終えたことを、処理が終わったこととして表示している" }

    REFUSED_ROW_WITH_BRANCH "refused-row-with-branch" "R2-03"
        { "エラーになった行にも、被保険者枝番が書かれて返ってくる" }
        { "枝番を払い出してから行を確かめ、エラーのときに消していない" }

    DELETED_BRANCH_SHOWN "deleted-branch-shown" "R2-25"
        { "削除した加入者が、検索には現れないのに、枝番を入力すれば表示される" }
        { "削除済の印を、検索でだけ見ている" }

    RECEIPT_NUMBER_CUT "receipt-number-cut" "R2-21"
        { "同じ秒に登録した二つのファイルの受付番号が同じになる" }
        { "受付番号を、受付の日時までで切って表示している" }

    DELETION_ROWS_NOT_IN_RESULT "deletion-rows-not-in-result" "R2-16"
        { "登録結果ファイルに、削除した加入者の行がない" }
        { "結果の行を、登録後も残っている加入者から作っている" }

    GOOD_CHANGE_TOLD_AS_ERROR "good-change-told-as-error" "R2-16"
        { "反映された変更の行が、登録結果ファイルではエラーになっている" }
        { "変更の行を、新規の行の決まりで確かめた結果を書いている" }
}
