//! What only a person can check: a paper form, a call to an institution. The harness never
//! knows how it ended; it asks, and a reviewer answers on the review page.

use super::{parameters::Text, vocabulary};

vocabulary! { "担当者の確認":
    /// 人にしか確かめられないこと(紙の様式、電話での確かめなど)を担当者が確かめる。実行では「要確認」と記録されるだけで合格にはならず、確認ページ(sogo review)で担当者が結果を書くまで残る。
    then "担当者が{値}を確認する", "担当者が「郵送された通知書の宛名」を確認する" =>
    fn attest(world, _what: Text) {
        world.ask_a_person();
        Ok(())
    }
}
