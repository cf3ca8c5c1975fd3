//! The kinds of files that can be uploaded: columns, role, screens. Must not know how a
//! file is processed.

use sogo_unyo_test::wire::{column, file_kind, screen};

use super::{copy_rows::CopyKind, roles::Role};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// 部署情報一括登録ファイル.
    Departments,
    /// ユーザー情報一括登録ファイル.
    Users,
    /// 加入者情報一括登録ファイル.
    Members,
    /// One of the files of 副本.
    Copies(CopyKind),
    /// 本人確認情報照会要求ファイル.
    IdentityRequests,
    /// 情報照会一括要求ファイル.
    Inquiries,
}

impl FileKind {
    /// All kinds.
    pub(crate) const ALL: [Self; 8] = [
        Self::Departments,
        Self::Users,
        Self::Members,
        Self::Copies(CopyKind::Eligibility),
        Self::Copies(CopyKind::CombinedHighCost),
        Self::Copies(CopyKind::Funeral),
        Self::IdentityRequests,
        Self::Inquiries,
    ];

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Departments => file_kind::DEPARTMENTS,
            Self::Users => file_kind::USERS,
            Self::Members => file_kind::MEMBERS,
            Self::Copies(kind) => kind.name(),
            Self::IdentityRequests => file_kind::IDENTITY_REQUESTS,
            Self::Inquiries => file_kind::INQUIRIES,
        }
    }

    /// By the name on the wire.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The columns of the file.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Departments => column::DEPARTMENTS,
            Self::Users => column::USERS,
            Self::Members => column::MEMBERS,
            Self::Copies(kind) => kind.columns(),
            Self::IdentityRequests => column::IDENTITY_REQUESTS,
            Self::Inquiries => column::INQUIRIES,
        }
    }

    /// Whether a header row is that of another kind of 副本.
    pub(crate) fn is_of_another_copy_kind(self, header: &csv::StringRecord) -> bool {
        let Self::Copies(own) = self else { return false };
        let others = CopyKind::ALL.into_iter().filter(|kind| *kind != own);
        others.into_iter().any(|kind| header.iter().eq(kind.columns().iter().copied()))
    }

    /// The role that may upload the file and see its result.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Departments | Self::Users => Role::Admin,
            Self::Members => Role::Member,
            Self::Copies(_) => Role::Copy,
            Self::IdentityRequests => Role::Identity,
            Self::Inquiries => Role::Inquire,
        }
    }

    /// Whether the same bytes may not be sent twice. Files of users carry no personal
    /// data of members and may be repeated.
    pub(crate) fn refuses_same_bytes(self) -> bool {
        matches!(self, Self::Members | Self::Copies(_) | Self::Inquiries)
    }

    /// The screen on which the file is uploaded.
    pub(crate) fn upload_screen(self) -> &'static str {
        match self {
            Self::Departments => screen::DEPARTMENTS,
            Self::Users => screen::USERS,
            Self::Members => screen::MEMBERS,
            Self::Copies(_) => screen::COPIES,
            Self::IdentityRequests => screen::IDENTITY,
            Self::Inquiries => screen::BULK_INQUIRY,
        }
    }

    /// The screen that lists uploads of the kind.
    pub(crate) fn list_screen(self) -> &'static str {
        match self {
            Self::Departments => screen::DEPARTMENTS,
            Self::Users => screen::USERS,
            Self::Members => screen::MEMBERS_CHECK,
            Self::Copies(_) => screen::COPIES_RESULT,
            Self::IdentityRequests => screen::IDENTITY_RESULT,
            Self::Inquiries => screen::BULK_INQUIRY_RESULT,
        }
    }

    /// The screen that shows one upload.
    pub(crate) fn detail_screen(self) -> &'static str {
        match self {
            Self::Members => screen::MEMBERS_DETAIL,
            other => other.list_screen(),
        }
    }
}
