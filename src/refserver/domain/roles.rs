//! The standard roles that the 取りまとめ機関 supplies, what they permit and which
//! screens they show (domain.md §6.2). Must not know users.

use sogo_unyo_test::wire::{role, screen};

/// A standard role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// システム管理者.
    Admin,
    /// 加入者情報登録.
    Member,
    /// 副本登録・提供開始日.
    Copy,
    /// 情報照会.
    Inquire,
    /// 本人確認照会.
    Identity,
    /// 情報提供等記録・操作ログ参照.
    Audit,
    /// 参照.
    View,
}

impl Role {
    /// All of them in the order of the menu.
    pub(crate) const ALL: [Self; 7] =
        [Self::Admin, Self::Member, Self::Copy, Self::Inquire, Self::Identity, Self::Audit, Self::View];

    /// The code on the wire.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Admin => role::ADMIN,
            Self::Member => role::MEMBER,
            Self::Copy => role::COPY,
            Self::Inquire => role::INQUIRE,
            Self::Identity => role::IDENTITY,
            Self::Audit => role::AUDIT,
            Self::View => role::VIEW,
        }
    }

    /// By its code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The name on screens.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Admin => "システム管理者",
            Self::Member => "加入者情報登録",
            Self::Copy => "副本登録・提供開始日",
            Self::Inquire => "情報照会",
            Self::Identity => "本人確認照会",
            Self::Audit => "情報提供等記録・操作ログ参照",
            Self::View => "参照",
        }
    }

    /// The screens that the role adds to the menu.
    pub(crate) fn menu(self) -> &'static [&'static str] {
        match self {
            Self::Admin => &[
                screen::ACCESS_GROUPS,
                screen::DEPARTMENTS,
                screen::ROLES,
                screen::USERS,
                screen::USER_MANAGEMENT,
                screen::INSURER_DEFINITION,
                screen::MASTER,
            ],
            Self::Member => &[
                screen::MEMBERS,
                screen::MEMBERS_CHECK,
                screen::MEMBER_SEARCH,
                screen::CODE_LINK,
                screen::NUMBER_DISPLAY,
            ],
            Self::Copy => &[
                screen::COPIES,
                screen::COPIES_RESULT,
                screen::COPY_SEARCH,
                screen::PROVISION_START,
                screen::PROVISION_REQUESTS,
            ],
            Self::Inquire => &[
                screen::INQUIRY,
                screen::INQUIRIES,
                screen::BULK_INQUIRY,
                screen::BULK_INQUIRY_RESULT,
                screen::CONTACTS,
            ],
            Self::Identity => &[screen::IDENTITY, screen::IDENTITY_RESULT],
            Self::Audit => &[screen::RECORDS, screen::OPERATION_LOG],
            Self::View => &[screen::MEMBER_SEARCH, screen::CODE_LINK, screen::COPY_SEARCH],
        }
    }
}

/// A list of codes as it is kept: `R-MEMBER;R-VIEW`. Codes that are no standard role's are
/// left out.
pub(crate) fn roles_of(codes: &str) -> Vec<Role> {
    codes.split(';').filter_map(Role::from_code).collect()
}

/// The codes of standard roles, as they are kept.
pub(crate) fn codes_of(roles: &[Role]) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(";")
}

/// The screens that roles add to a menu, without doubles, in the order of the roles.
pub(crate) fn screens_of(roles: &[Role]) -> Vec<&'static str> {
    let mut screens = Vec::new();
    for name in Role::ALL.iter().filter(|role| roles.contains(role)).flat_map(|role| role.menu()) {
        if !screens.contains(name) {
            screens.push(*name);
        }
    }
    screens
}

/// The whole menu of a user, without doubles, in the order of the roles.
pub(crate) fn menu_of(roles: &[Role]) -> Vec<&'static str> {
    [&[screen::TOP, screen::NOTICES, screen::PASSWORD][..], &screens_of(roles)].concat()
}

/// Whether a department may see what belongs to an access group: everybody if there is
/// no group, otherwise only departments of the same group.
pub(crate) fn group_permits(own: Option<&str>, of_the_member: Option<&str>) -> bool {
    of_the_member.is_none() || own == of_the_member
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menu_has_no_doubles_and_the_order_of_the_roles() {
        assert_eq!(
            menu_of(&[Role::View, Role::Member]),
            [
                "トップページ",
                "お知らせ",
                "パスワード変更",
                "加入者情報登録",
                "加入者情報登録確認",
                "加入者検索",
                "符号取得状況",
                "個人番号表示",
                "副本照会"
            ]
        );
        assert_eq!(menu_of(&[]).len(), 3);
    }

    #[test]
    fn a_group_is_seen_only_from_within() {
        assert!(group_permits(None, None));
        assert!(group_permits(Some("G1"), None));
        assert!(group_permits(Some("G1"), Some("G1")));
        assert!(!group_permits(Some("G2"), Some("G1")));
        assert!(!group_permits(None, Some("G1")));
    }
}
