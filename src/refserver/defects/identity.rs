//! Defects that 本人確認テスト has to find.
//! Must not know where a defect acts.

super::defects! { item 4:
    IDENTITY_ADDRESS_NOT_COMPARED "identity-address-not-compared" "R4-05"
        { "氏名、性別、生年月日の3つが合えば、住所の違う別人の個人番号が返る" }
        { "住所の表記ゆれで一致しない照会が多く、比べるのをやめた" }

    IDENTITY_SEX_NOT_COMPARED "identity-sex-not-compared" "R4-09"
        { "性別だけが違う4情報でも、一致として個人番号が返る" }
        { "氏名と住所と生年月日で一人に絞れるとして、性別を条件から外した" }

    IDENTITY_NAME_NOT_COMPARED "identity-name-not-compared" "R4-09"
        { "同じ住所、性別、生年月日の別人の個人番号が、氏名が違うのに返る" }
        { "外字や異体字で氏名が合わない人を救うために、氏名を条件から外した" }

    IDENTITY_MISSING_ITEM_ACCEPTED "identity-missing-item-accepted" "R4-09"
        { "4情報の欠けた照会が、入力エラーにならず該当なしになる" }
        { "必須の検査を照会番号と照会区分にだけ行っている" }

    IDENTITY_FIRST_OF_SEVERAL "identity-first-of-several" "R4-06"
        { "4情報の同じ人が二人いるのに、一人の個人番号が一致として返る" }
        { "検索結果の先頭の1件を使っている" }

    IDENTITY_SEVERAL_AS_NONE "identity-several-as-none" "R4-06"
        { "4情報の同じ人が二人いる照会が、複数該当でなく該当なしになる" }
        { "一人に決まらないことを、見つからないことと同じに扱っている" }

    IDENTITY_NONE_WITH_VALUES "identity-none-with-values" "R4-03"
        { "該当なしの行に、照会した4情報がそのまま返る" }
        { "結果の行を、要求の行を写してから上書きして作っている" }

    IDENTITY_REMOVED_AS_MATCHED "identity-removed-as-matched" "R4-04"
        { "死亡した人や国外に転出した人が、消除者でなく一致として返る" }
        { "住民票の状態を見ずに、本人確認情報があれば一致としている" }

    IDENTITY_REMOVAL_REASON_FIXED "identity-removal-reason-fixed" "R4-04"
        { "国外に転出した人の異動事由が死亡になる" }
        { "異動事由のコードの変換表に、死亡しか登録していない" }

    IDENTITY_REMOVAL_DATE_EARLY "identity-removal-date-early" "R4-04"
        { "消除者の異動年月日が1日早い" }
        { "日付を0時の時刻として扱い、協定世界時に直してから日付に戻している" }

    IDENTITY_OUTAGE_AS_NONE "identity-outage-as-none" "R4-08"
        { "住基ネットの停止中の照会が、該当なしになる" }
        { "接続の失敗を、0件の応答と同じに扱っている" }

    IDENTITY_OUTAGE_KEPT "identity-outage-kept" "R4-12"
        { "住基ネットの停止が終わっても、その日のうちは停止時間帯のままになる" }
        { "停止を知った日は翌日まで接続を試さないようにしている" }

    IDENTITY_ANSWERED_FROM_MEMBERS "identity-answered-from-members" "R4-01"
        { "登録済みの加入者について、住基ネットの新しい氏名でなく登録済みの旧い氏名が返る" }
        { "加入者情報にある氏名を優先して、結果の行に書いている" }

    IDENTITY_SPACE_NARROWED "identity-space-narrowed" "R4-02"
        { "返った氏名の全角の空白が半角になり、標準システムの氏名と合わない" }
        { "結果ファイルを作るときに、空白を半角にそろえている" }

    IDENTITY_ADDRESS_CUT "identity-address-cut" "R4-32"
        { "長い住所が、途中で切れて返る" }
        { "結果の作業テーブルの住所の列が30文字しかなく、超えた分を捨てている" }

    IDENTITY_NUMBER_WITHHELD "identity-number-withheld" "R4-11"
        { "4情報で一致したのに、個人番号が空で返り、加入者を登録できない" }
        { "個人番号を消す処理が、照会区分2の結果にも掛かっている" }

    IDENTITY_DEATH_NOT_REFLECTED "identity-death-not-reflected" "R4-10"
        { "死亡による資格喪失を登録しても、加入者検索に資格喪失年月日が現れない" }
        { "変更の行の更新文に、資格喪失年月日の列がない" }

    IDENTITY_CHECK_DIGIT_NOT_VERIFIED "identity-check-digit-not-verified" "R4-07"
        { "検査用数字の合わない個人番号の照会が、入力エラーにならず該当なしになる" }
        { "桁数だけを確かめて住基ネットに問い合わせている" }

    IDENTITY_ERRORS_COUNTED_AS_NORMAL "identity-errors-counted-as-normal" "R4-07"
        { "入力エラーの照会も正常の件数に数えられ、エラーが0件に見える" }
        { "結果の行を作れた照会を、すべて正常と数えている" }

    IDENTITY_FILE_CUT_SHORT "identity-file-cut-short" "R4-33"
        { "一つのファイルの6件目からの照会が、照会されないまま該当なしになる" }
        { "住基ネットへの1回の問合せの上限が5件で、残りを分けて送っていない" }

    IDENTITY_DOUBLE_ASKED "identity-double-asked" "R4-13"
        { "同じ照会番号の二つの行が、どちらも照会される" }
        { "照会番号の重なりを確かめていない" }
}
