// One scenario: steps, observations, exchanges, pictures, files.
"use strict";

sogo.scenario = (one, data) => {
  const { make } = sogo;
  const union = sogo.index.unions.find((known) => known.number === one.union);
  return [
    make("h2", {}, sogo.badge(one.verdict), ` ${one.id} ${one.name}`),
    make("p", { class: "aside" }, `${union ? union.name : one.union}・${one.feature}・${data.place}・${sogo.duration(one.milliseconds)}・証跡 ${one.captures} 件`),
    one.requirements.length ? make("p", { class: "aside" }, `要件: ${one.requirements.join("、")}`) : null,
    sogo.decisions(one, data),
    ...data.attempts.map((attempt) => sogo.attempt(attempt, data)),
  ];
};

sogo.attempt = (attempt, data) => {
  const { make } = sogo;
  const screens = attempt.steps.flatMap((step) => step.captures.filter((one) => one.screen).map((one) => [step, one]));
  return make(
    "section",
    { "aria-label": `${attempt.number}回目` },
    make("h3", {}, `${attempt.number} 回目 `, sogo.badge(attempt.verdict)),
    make("p", { class: "aside" }, `開始 ${attempt.started}・${sogo.duration(attempt.milliseconds)}`),
    attempt.reason ? make("pre", { class: "message", tabindex: "0" }, attempt.reason) : null,
    screens.length
      ? make("ol", { class: "film", tabindex: "0", "aria-label": "画面の流れ" }, screens.map(([step, one]) =>
          make("li", {}, make("a", { href: sogo.file(one.file) }, make("img", { loading: "lazy", src: sogo.file(one.file), alt: one.title })), `${one.title}(${step.line}行目)`)))
      : null,
    make("ol", { class: "steps" }, attempt.steps.map((step) => sogo.step(step, data))),
    attempt.others.length ? make("h4", {}, "手順の外の証跡") : null,
    attempt.others.length ? make("ul", { class: "captures" }, attempt.others.map(sogo.capture)) : null,
  );
};

sogo.step = (step, data) => {
  const { make } = sogo;
  return make(
    "li",
    { class: step.status[0] },
    make("p", {}, sogo.badge(step.status), " ", make("b", {}, step.keyword), ` ${step.text} `, make("span", { class: "aside" }, `${step.line}行目・${step.at}・${sogo.duration(step.milliseconds)}`)),
    step.observations.length ? make("ul", { class: "observations", "aria-label": "観測" }, step.observations.map((text) => make("li", {}, text))) : null,
    step.message && !step.attested ? make("pre", { class: "message", tabindex: "0" }, step.message) : null,
    step.attested ? sogo.attest(step, data) : null,
    step.captures.length ? make("ul", { class: "captures", "aria-label": "証跡" }, step.captures.map(sogo.capture)) : null,
  );
};

sogo.capture = (one) => {
  const { make } = sogo;
  const link = make("a", { href: sogo.file(one.file) }, one.picture ? "写しを開く" : "ファイルを開く");
  if (one.request === undefined) return make("li", {}, `${one.word} ${one.title} `, link);
  // The texts of a long scenario are laid out when somebody wants to read them.
  const details = make("details", {}, make("summary", {}, `${one.word} ${one.title}`));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    const side = (word, text) => make("div", {}, make("p", { class: "side" }, word), make("pre", { tabindex: "0" }, text));
    details.append(make("div", { class: "exchange" }, side(one.response ? "要求" : "内容", one.request), one.response ? side("応答", one.response) : null), link);
  });
  return make("li", {}, details);
};

/// What was said of a step that only a person can check, and the form to say it.
sogo.attest = (step, data) => {
  const { make } = sogo;
  const state = { open: "未確認: 担当者の確認を待っています", stale: "未確認: 前の実行に対する確認です。もう一度確認してください", approved: "確認済み", rejected: "成り立たないと記録されています" };
  const box = make("div", { class: "attest" }, make("p", { class: "standing" }, state[step.attested.state]), sogo.said(step.attested.decisions));
  if (!sogo.index.reviewer) return box;
  const note = make("textarea", { rows: "2", class: "note" });
  const picture = make("input", { type: "file", accept: "image/png,image/jpeg" });
  const decide = (act) => () => sogo.decide({ subject: step.attested.subject, act, seen: data.seen, comment: note.value, picture: picture.files[0] });
  box.append(
    make("label", {}, "何をどう確かめたか(必須)", note),
    make("label", {}, "写真(任意。個人番号の写っていないもの。PNGかJPEG、8メガバイトまで)", picture),
    make("div", { class: "buttons" }, make("button", { type: "button", class: "button primary", onclick: decide("approve") }, "確認済みにする"), make("button", { type: "button", class: "button", onclick: decide("reject") }, "成り立たない")),
  );
  return box;
};
