//! Defects that the 本番登録 has to find: what goes wrong in the 本番環境 only, or comes there
//! from the 総合運用テスト環境.
//! Must not know where a defect acts.

super::defects! { item 8:
    DEPARTMENTS_OF_TEST_IN_PRODUCTION "departments-of-test-in-production" "R8-01"
        { "総合運用テスト環境でだけ登録した部署が、本番環境の部署の一覧にある" }
        { "部署の表を環境で分けずに参照している" }

    USERS_OF_TEST_IN_PRODUCTION "users-of-test-in-production" "R8-02"
        { "総合運用テスト環境でだけ登録した利用者が、本番環境の利用者管理に現れる" }
        { "利用者の一覧を作るときに、環境の条件を付けていない" }

    MASTER_OF_PRODUCTION_INCOMPLETE "master-of-production-incomplete" "R8-03"
        { "本番環境でダウンロードしたマスターに、照会許可の組合せが足りない" }
        { "本番環境へのマスターの反映が、最後の1件の前で終わっている" }

    MEMBERS_LOST_AFTER_TEN "members-lost-after-ten" "R8-04"
        { "本番環境で登録した大きなファイルの11件目からの加入者が、正常とされたのに検索に現れない" }
        { "本番環境の書込みの単位を10件にしていて、続きの単位を書いていない" }

    ROW_ERRORS_OF_PRODUCTION_HIDDEN "row-errors-of-production-hidden" "R8-05"
        { "本番環境で登録した、誤りのある行の処理結果が、どれも「必須項目なし」になる" }
        { "本番環境の結果ファイルに、誤りの内訳ではなく既定の理由を書いている" }

    NUMBERS_OF_TEST_REFUSED "numbers-of-test-refused" "R8-06"
        { "総合運用テスト環境に登録した加入者が、本番環境では「登録済」とされて登録できない" }
        { "個人番号の重複を、二つの環境に共通の索引で確かめている" }

    MEMBERS_OF_TEST_FOUND "members-of-test-found" "R8-06"
        { "本番環境の加入者検索に、総合運用テスト環境の加入者が現れる" }
        { "検索の索引を二つの環境で共用している" }

    CODES_NOT_ASKED_IN_PRODUCTION "codes-not-asked-in-production" "R8-07"
        { "本番環境で登録した加入者の符号が、いつまでも紐付かない" }
        { "本番環境の符号取得の定期処理が登録されていない" }

    FUNERAL_COPIES_OF_PRODUCTION_LOST "funeral-copies-of-production-lost" "R8-08"
        { "本番環境で登録した葬祭費の副本が、正常とされたのに副本照会にない" }
        { "本番環境の設定で、葬祭費の副本の格納先が定められていない" }

    START_OF_TEST_COUNTS_IN_PRODUCTION "start-of-test-counts-in-production" "R8-09"
        { "総合運用テスト環境で提供を始めた種類の副本が、本番環境でも提供中になる" }
        { "副本の提供開始日を、運用支援環境に一つだけ持っている" }

    ERRORS_OF_PRODUCTION_NOT_COUNTED "errors-of-production-not-counted" "R8-10"
        { "本番環境の登録の結果で、エラーの行も正常に数えられる" }
        { "本番環境の集計が、処理した行数を正常の件数としている" }

    RECEIPTS_OF_TEST_IN_PRODUCTION "receipts-of-test-in-production" "R8-11"
        { "本番環境の受付の一覧に、総合運用テスト環境で登録したファイルがある" }
        { "受付の表を環境で分けずに参照している" }

    RESULT_OF_TEST_IN_PRODUCTION "result-of-test-in-production" "R8-11"
        { "総合運用テスト環境の受付番号で、本番環境から登録の結果を見られる" }
        { "受付番号から受付を探すときに、環境の条件を付けていない" }

    DELETIONS_OF_PRODUCTION_IGNORED "deletions-of-production-ignored" "R8-12"
        { "本番環境の差分で削除した加入者が、正常とされたのに残っている" }
        { "本番環境では初期の登録に備えて削除を止めてあり、差分登録の前に戻していない" }

    CHANGED_COPIES_OF_PRODUCTION_KEPT "changed-copies-of-production-kept" "R8-13"
        { "本番環境の差分で変えた副本が、正常とされたのに元の値のままである" }
        { "本番環境では初期の登録に備えて更新を止めてあり、差分登録の前に戻していない" }
}
