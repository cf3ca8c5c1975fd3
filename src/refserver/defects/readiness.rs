//! Defects that 医療保険者等の運用開始準備の確認 has to find.
//! Must not know where a defect acts.

super::defects! { item 1:
    INITIAL_PASSWORD_HIDES_MENU_ONLY "initial-password-hides-menu-only" "R1-01"
        { "初期パスワードのままの利用者が、画面の名称を指定すれば業務の画面を開ける" }
        { "パスワード変更の要否をメニューの表示にだけ使い、操作の受付で確かめていない" }

    INITIAL_PASSWORD_TWICE "initial-password-twice" "R1-02"
        { "初期パスワードで、何度でもログインできる" }
        { "初期パスワードの使用済の印を付けるが、ログインのときに見ていない" }

    PASSWORD_OF_ELEVEN "password-of-eleven" "R1-03"
        { "11文字のパスワードに変更できる" }
        { "長さの下限を「11文字を超える」と読み違えて「11文字以上」で検査している" }

    PASSWORD_OF_TWO_CLASSES "password-of-two-classes" "R1-03"
        { "英小文字と数字だけのパスワードに変更できる" }
        { "文字種の数の下限を2で検査している" }

    USER_ID_COMPARED_BY_CASE "user-id-compared-by-case" "R1-03"
        { "先頭を大文字にしたユーザーIDを含むパスワードに変更できる" }
        { "ユーザーIDを含むかどうかを、大文字と小文字を区別して比べている" }

    CURRENT_PASSWORD_TAKEN_AGAIN "current-password-taken-again" "R1-03"
        { "今と同じパスワードに「変更」でき、有効期間だけが延びる" }
        { "履歴と比べるときに、今のパスワードの行を飛ばしている" }

    HISTORY_OF_FOUR "history-of-four" "R1-03"
        { "5回前に使っていたパスワードに戻せる" }
        { "履歴を今のパスワードの分だけ少なく読んでいる" }

    HISTORY_NEVER_FORGETS "history-never-forgets" "R1-03"
        { "ずっと前のパスワードにも戻せない" }
        { "履歴を読む件数に上限がない" }

    LOCK_AT_THE_SIXTH "lock-at-the-sixth" "R1-04"
        { "5回続けて誤っても、次に正しいパスワードでログインできる" }
        { "誤りの回数が上限を「超えた」ときにロックしている" }

    RIGHT_PASSWORD_OPENS_LOCK "right-password-opens-lock" "R1-04"
        { "ロックされた利用者が、正しいパスワードならログインできる" }
        { "ロックを、パスワードが誤っているときにだけ確かめている" }

    FAILURES_NEVER_RESET "failures-never-reset" "R1-04"
        { "ときどき打ち間違えるだけの利用者が、いつかロックされる" }
        { "ログインできたときに誤りの回数を0に戻していない" }

    USER_OF_ANY_UNION_LOGS_IN "user-of-any-union-logs-in" "R1-05"
        { "他の広域連合の端末から、自広域連合の利用者としてログインできる" }
        { "利用者をユーザーIDだけで探し、端末の電子証明書の広域連合で絞っていない" }

    SESSION_AT_ANY_TERMINAL "session-at-any-terminal" "R1-05"
        { "ログイン中のセッションを、他の広域連合の端末に持ち込んで操作できる" }
        { "電子証明書をログインのときにだけ確かめ、セッションに結び付けていない" }

    UNKNOWN_CERTIFICATE_TAKEN "unknown-certificate-taken" "R1-14"
        { "発行した覚えのない電子証明書の端末で、ログイン画面が開く" }
        { "電子証明書があることだけを確かめ、登録済みのものかを確かめていない" }

    LOGIN_SCREEN_OF_THE_FIRST_UNION "login-screen-of-the-first-union" "R1-14"
        { "ログイン画面に、別の広域連合の名称が表示される" }
        { "名称を電子証明書からでなく、設定の先頭の広域連合から取っている" }

    GROUP_NAME_CUT_AT_TWENTY "group-name-cut-at-twenty" "R1-06"
        { "長いアクセスグループの名称が、途中で切れて一覧に出る" }
        { "入力は60文字まで許すのに、表の列が20文字で、あふれた分を黙って捨てている" }

    GROUP_NOT_RENAMED "group-not-renamed" "R1-06"
        { "アクセスグループの名称を変えても、一覧は前の名称のままである" }
        { "同じコードの登録を「登録済みなら何もしない」で受け付けている" }

    NEW_DEPARTMENT_WITHOUT_GROUP "new-department-without-group" "R1-07"
        { "新しい部署が、アクセスグループのないまま登録される" }
        { "任意の列を、変更の行でだけ読んでいる" }

    REFUSED_DEPARTMENT_KEEPS_ITS_CODE "refused-department-keeps-its-code" "R1-17"
        { "エラーになった部署の行を直して登録し直すと、登録済としてまたエラーになる" }
        { "行の検査の前に部署コードを登録し、エラーでも取り消していない" }

    REFUSED_USER_KEEPS_ITS_ID "refused-user-keeps-its-id" "R1-17"
        { "エラーになった利用者が利用者管理に現れ、直して登録し直すと登録済になる" }
        { "行の検査の前に利用者を登録し、エラーでも取り消していない" }

    CHANGED_DEPARTMENT_UNCHECKED "changed-department-unchecked" "R1-09"
        { "部署の変更で、存在しないアクセスグループがエラーにならずに付く" }
        { "アクセスグループの存在を、新規の行でだけ検査している" }

    REVERSED_PERIOD_TAKEN "reversed-period-taken" "R1-09"
        { "有効終了日が有効開始日より前の利用者が登録される" }
        { "二つの日付を別々にだけ検査し、前後を比べていない" }

    ONE_KNOWN_ROLE_IS_ENOUGH "one-known-role-is-enough" "R1-09"
        { "ロールを二つ書いた行で、片方が存在しなくてもエラーにならない" }
        { "ロールの一つでもあれば、行を正しいとみなしている" }

    DOUBLE_USER_OVERWRITTEN "double-user-overwritten" "R1-09"
        { "登録済みのユーザーIDで新規登録すると、その利用者が別人に書き換わる" }
        { "新規の行を、あれば置き換える命令で書き込んでいる" }

    USER_ID_LOWERED "user-id-lowered" "R1-08"
        { "大文字を含むユーザーIDの利用者が、受け取った初期パスワードでログインできない" }
        { "登録のときだけユーザーIDを小文字に直し、ログインでは直していない" }

    MENU_OF_EVERY_ROLE "menu-of-every-role" "R1-10"
        { "ロールのない業務の画面まで、メニューに並ぶ" }
        { "メニューを利用者のロールで絞っていない" }

    GROUP_IGNORED_IN_SEARCH "group-ignored-in-search" "R1-11"
        { "アクセスグループの外の利用者の加入者検索に、加入者が現れる" }
        { "アクセスグループを加入者の表示でだけ確かめ、検索の条件に入れていない" }

    GROUP_IGNORED_ON_DISPLAY "group-ignored-on-display" "R1-11"
        { "検索には現れない加入者が、枝番を指定すると表示される" }
        { "アクセスグループを検索の条件にだけ入れ、枝番での表示で確かめていない" }

    GROUP_IGNORED_ON_CODE_LINK "group-ignored-on-code-link" "R1-11"
        { "アクセスグループの外の利用者に、符号取得状況だけは表示される" }
        { "あとから加えた符号取得状況の画面に、アクセスグループの確認を入れ忘れた" }

    GROUP_IGNORED_ON_COPIES "group-ignored-on-copies" "R1-11"
        { "アクセスグループの外の利用者に、副本だけは表示される" }
        { "副本の表にはアクセスグループがなく、加入者の方を見に行っていない" }

    RESULT_IN_SHIFT_JIS "result-in-shift-jis" "R1-12"
        { "文字コードを定義し直しても、結果ファイルはShift_JISのままである" }
        { "定義した文字コードを、ファイルを読むときにだけ使っている" }

    MASTER_FILE_IN_SHIFT_JIS "master-file-in-shift-jis" "R1-12"
        { "文字コードを定義し直しても、マスターのファイルはShift_JISのままである" }
        { "マスターを配信されたままの文字コードで渡している" }

    MASTER_BY_UTC "master-by-utc" "R1-13"
        { "配信開始日の朝9時まで、マスターが手に入らない" }
        { "配信開始日を協定世界時の0時で判定している" }

    MASTER_ANNOUNCED_EARLY "master-announced-early" "R1-13"
        { "まだダウンロードできないマスターの適用依頼が、お知らせに現れる" }
        { "適用依頼を、配信の予定が登録されたときに出している" }

    MASTER_WITHOUT_ITS_LAST_ROW "master-without-its-last-row" "R1-13"
        { "ダウンロードしたマスターに、最後の照会許可の組合せがない" }
        { "行を書き出す繰返しが一つ手前で終わっている" }

    OWN_ROLE_OF_ONE_ROLE "own-role-of-one-role" "R1-15"
        { "標準ロールを二つ組み合わせた独自ロールで、一つ目の業務しかできない" }
        { "標準ロールの並びの先頭だけを保存している" }

    CHANGED_ROLE_KEEPS_ITS_WORK "changed-role-keeps-its-work" "R1-15"
        { "独自ロールの組み合わせを変えても、名称が変わるだけで業務は前のままである" }
        { "変更のときに、独自ロールの名称の列だけを書き換えている" }

    UNKNOWN_ROLE_DROPPED "unknown-role-dropped" "R1-16"
        { "存在しない標準ロールを含む独自ロールが、そのロールを除いて登録される" }
        { "知らないコードを、エラーにせずに読み飛ばしている" }

    HELD_ROLE_DELETED "held-role-deleted" "R1-16"
        { "利用者が使っている独自ロールを削除でき、利用者は何の業務もできなくなる" }
        { "独自ロールの削除の前に、使っている利用者を確かめていない" }

    ROLE_HELD_BY_PART_OF_A_CODE "role-held-by-part-of-a-code" "R1-16"
        { "だれも使っていない独自ロールが、使われているとして削除できない" }
        { "使っている利用者を、ロールコードの部分一致で探している" }

    OWN_ROLES_OF_EVERY_UNION "own-roles-of-every-union" "R1-16"
        { "他の広域連合の独自ロールで利用者を登録できる" }
        { "ロールの存在を、広域連合で絞らずに確かめている" }

    CURRENT_PASSWORD_NOT_ASKED "current-password-not-asked" "R1-18"
        { "今のパスワードを知らなくても、開いた画面からパスワードを変えられる" }
        { "今のパスワードの欄を受け取るだけで、照合していない" }

    SESSIONS_OUTLIVE_THE_PASSWORD "sessions-outlive-the-password" "R1-18"
        { "パスワードを変えても、ほかの端末のセッションがそのまま使える" }
        { "パスワードの変更で、ほかのセッションを終わらせていない" }

    DEPARTMENT_DELETED_UNDER_USERS "department-deleted-under-users" "R1-19"
        { "利用者のいる部署を削除でき、利用者の部署がなくなる" }
        { "部署の削除の前に、利用者の有無を確かめていない" }

    RETIRED_USERS_HOLD_DEPARTMENT "retired-users-hold-department" "R1-19"
        { "利用を終えた利用者しかいない部署が、使用中として削除できない" }
        { "利用者を数えるときに、利用を終えた利用者も数えている" }

    MEMBER_WITHOUT_GROUP_HIDDEN "member-without-group-hidden" "R1-20"
        { "アクセスグループのない加入者が、グループのある部署の検索に現れない" }
        { "検索の条件を、グループが等しいことだけにしている" }

    DEPARTMENT_NEVER_LEAVES_GROUP "department-never-leaves-group" "R1-20"
        { "部署をアクセスグループから外しても、加入者が見え続ける" }
        { "変更の行の空欄を「変えない」と読んでいる" }

    ONE_STORE_FOR_BOTH_ENVIRONMENTS "one-store-for-both-environments" "R1-21"
        { "総合運用テスト環境で登録した加入者が、本番環境に現れる" }
        { "本番環境の接続先の設定が、総合運用テスト環境のデータベースのままである" }

    BRANCH_MADE_OF_THE_NUMBER "branch-made-of-the-number" "R1-22"
        { "同じ人の枝番が、総合運用テスト環境と本番環境とで等しい" }
        { "枝番を個人番号から計算している" }

    CHANGED_PASSWORD_STILL_INITIAL "changed-password-still-initial" "R1-01"
        { "システム管理者のほかは、初期パスワードを変更しても、業務の画面を開けるようにならない" }
        { "変更したパスワードを、初期パスワードと同じ印を付けて保存している" }

    LOCKED_OUT_AFTER_THE_CHANGE "locked-out-after-the-change" "R1-01"
        { "初期パスワードを変更した直後は、トップページのほかの画面を開けない" }
        { "変更と同じ時刻の操作を、変更の前のものとみなしている" }
}
