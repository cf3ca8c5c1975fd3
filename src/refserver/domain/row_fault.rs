//! Faults of rows and files: a code of the contract and a message with a way out.
//! Must not know which rule found the fault, and must not repeat a field's value.

use sogo_unyo_test::wire::row_error;

/// A refused row or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowFault {
    /// Code of [`row_error`].
    pub(crate) code: &'static str,
    /// Japanese text for 処理結果メッセージ.
    pub(crate) message: String,
}

impl RowFault {
    /// With the usual text of the code and the column at fault.
    pub(crate) fn at(code: &'static str, column: &str) -> Self {
        Self { code, message: format!("{column}: {}", usual_text(code)) }
    }

    /// With the usual text of the code.
    pub(crate) fn plain(code: &'static str) -> Self {
        Self { code, message: usual_text(code).to_owned() }
    }

    /// With a text of its own.
    pub(crate) fn with_message(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

fn usual_text(code: &str) -> &'static str {
    match code {
        row_error::NUMBER_MISSING => {
            "個人番号が設定されていません。標準システムで個人番号を登録し、再登録してください"
        }
        row_error::NUMBER_FORMAT => "個人番号は半角数字12桁で設定してください",
        row_error::NUMBER_CHECK_DIGIT => "個人番号の検査用数字が一致しません。個人番号を確認してください",
        row_error::REGISTERED_IN_PARTITION => {
            "同じ保険者等の区画内に同じ個人番号の加入者が登録済です。個人番号を確認してください"
        }
        row_error::DUPLICATE_IN_FILE => "同じ値がファイル内の前の行にあります。重複する行を除いてください",
        row_error::INSURED_NUMBER => "被保険者番号が正しくありません。番号と検証番号を確認してください",
        row_error::INSURER_NUMBER => "保険者番号が正しくないか、当広域連合の番号ではありません",
        row_error::DATE => "日付が正しくないか、前後関係が逆です。YYYYMMDDで設定してください",
        row_error::CHARACTER => "使えない文字(制御文字、外字、文字コード外の文字)があります",
        row_error::MISSING => "必須の項目が設定されていません",
        row_error::ACCESS_GROUP => {
            "アクセスグループが登録されていません。先にアクセスグループを登録してください"
        }
        row_error::VALUE => "値が決まりに合いません",
        row_error::BRANCH => "被保険者枝番が登録されていません。加入者情報登録結果を確認してください",
        row_error::NO_ELIGIBILITY => "資格情報が登録されていません。先に資格情報を登録してください",
        row_error::PERIOD_OVERLAP => "資格の期間が登録済の資格情報と重なります",
        row_error::COLUMN_COUNT => "列数が正しくありません",
        row_error::HEADER => "ヘッダ行が正しくありません。ファイルの種類と列名を確認してください",
        row_error::CHARSET => "文字コードが医療保険者等定義情報の文字コードと一致しません",
        row_error::ROW_LIMIT => "件数が上限を超えています。ファイルを分割してください",
        row_error::DEPARTMENT => "部署が登録されていません。先に部署を登録してください",
        row_error::ROLE => "ロールが登録されていません",
        row_error::USER_EXISTS => "同じキーの情報が登録済です。変更のときは処理区分2を設定してください",
        row_error::NO_SUCH_ROW => "対象の情報が登録されていません。新規のときは処理区分1を設定してください",
        row_error::IN_USE => "所属する利用者がいます。利用者の部署を変えてから削除してください",
        row_error::RESIDENT_NOT_FOUND => "住基ネットに該当者がいません",
        row_error::RESIDENT_REMOVED => "住基ネットの消除者です",
        _ => "登録できません",
    }
}
