//! From an endpoint's words about browsers to how its terminals are driven: which driver
//! program, which screen map.

use super::UsageError;
use crate::{
    spec::{BrowserName, Browsing, MappedForm, MappedScreen, ScreenArea, ScreenMap, Specification},
    terminal::{
        BrowserKind, BrowserSetting, DriverPlace, FormLayout, Layout, ScreenLayout, VaryingHow, VaryingPlace,
    },
};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

/// How the browser of an endpoint is driven. Relative paths are those of the package.
pub(super) fn browser(
    root: &Path,
    specification: &Specification,
    browsing: Browsing<'_>,
) -> Result<BrowserSetting, UsageError> {
    let kind = match browsing.browser {
        BrowserName::Chrome => BrowserKind::Chrome,
        BrowserName::Edge => BrowserKind::Edge,
        BrowserName::Firefox => BrowserKind::Firefox,
    };
    let driver = match browsing.webdriver {
        Some(url) => DriverPlace::Remote { url: url.to_owned() },
        None => DriverPlace::Local {
            driver: driver_program(root, kind, browsing.driver_program)?,
            browser: browsing.browser_program.map(|program| root.join(program)),
        },
    };
    let map = browsing.screen_map.and_then(|path| specification.screen_map(path));
    let rules = specification.screens();
    let place = |area: &ScreenArea, how| VaryingPlace {
        screens: area.screens.clone(),
        states: area.states.clone(),
        selector: area.selector.clone(),
        how,
    };
    let covered = rules.covered.iter().map(|area| place(area, VaryingHow::Covered));
    let passed_over = rules.passed_over.iter().map(|area| place(area, VaryingHow::PassedOver));
    let left_out = rules.left_out.iter().map(|area| place(area, VaryingHow::LeftOut));
    let varying = covered.chain(left_out).chain(passed_over).collect();
    let layout = map.map(layout).unwrap_or_default();
    Ok(BrowserSetting { kind, driver, layout, varying, typeface: rules.typeface.clone() })
}

/// The driver that an endpoint names, or the first in PATH.
fn driver_program(root: &Path, kind: BrowserKind, named: Option<&Path>) -> Result<PathBuf, UsageError> {
    let program = kind.driver_program();
    let found = match named {
        Some(path) => Some(root.join(path)).filter(|path| path.is_file()),
        None => in_path(program),
    };
    found.ok_or_else(|| {
        UsageError(format!(
            "ブラウザーのドライバー {} が見つかりません。Debian・Ubuntuでは apt-get install -y chromium chromium-driver fonts-ipafont-gothic で入ります。別の場所にあるときは testdata/endpoints.yaml の「ドライバー」に、ほかの機械で動いているときは「webdriver」にURLを書いてください",
            named.map_or_else(|| program.to_owned(), |path| path.display().to_string()),
        ))
    })
}

#[expect(clippy::disallowed_methods, reason = "the seam: where programs are is the environment's to say")]
fn in_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn layout(map: &ScreenMap) -> Layout {
    Layout {
        entry: map.entry.clone(),
        paths: selectors(map.paths.iter()),
        screens: map.screens.iter().map(|(name, mapped)| (name.to_owned(), screen(mapped))).collect(),
    }
}

fn screen(mapped: &MappedScreen) -> ScreenLayout {
    let mapped = mapped.clone();
    ScreenLayout {
        first_clicks: mapped.first_clicks,
        mark: mapped.mark,
        refusal: mapped.refusal,
        refusal_code: mapped.refusal_code,
        done: mapped.done,
        rows: mapped.rows,
        columns: selectors(mapped.columns.iter()),
        facts: selectors(mapped.facts.iter()),
        next: mapped.next,
        download: mapped.download,
        menu: mapped.menu,
        forms: mapped.forms.iter().map(|(act, mapped)| (act.to_owned(), form(mapped))).collect(),
    }
}

fn form(mapped: &MappedForm) -> FormLayout {
    FormLayout {
        form: mapped.form.clone(),
        inputs: selectors(mapped.inputs.iter()),
        submit: mapped.submit.clone(),
    }
}

fn selectors<'a>(named: impl Iterator<Item = (&'a str, &'a String)>) -> BTreeMap<String, String> {
    named.map(|(field, selector)| (field.to_owned(), selector.clone())).collect()
}
