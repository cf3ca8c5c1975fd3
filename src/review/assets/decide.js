// Decisions: the form, sending them, and showing what became of them.
"use strict";

/// All that was said of something.
sogo.said = (decisions) => {
  const { make } = sogo;
  if (!decisions.length) return null;
  return make("ul", { class: "decisions", "aria-label": "確認の記録" }, decisions.map((one) =>
    make("li", { class: one.stale ? "stale" : null }, make("b", {}, one.word), ` ${one.reviewer}・${one.at}`, one.stale ? "(その後に内容が変わり、無効)" : "", one.comment ? `・${one.comment}` : "", one.picture ? make("a", { href: sogo.file(one.picture) }, " 写真") : null)));
};

/// What was said, and the form to say something.
sogo.decisions = (one, data) => {
  const { make } = sogo;
  const box = make("section", { class: "decide", "aria-label": "確認" }, sogo.said(data.decisions));
  if (!sogo.index.reviewer) return box;
  const comment = make("textarea", { id: "comment", rows: "2" });
  const decide = (act) => () => sogo.decide({ subject: one.subject, act, seen: data.seen, comment: comment.value });
  sogo.current = { approve: decide("approve"), reject: decide("reject") };
  const button = (act, word, key, style) => make("button", { type: "button", class: `button ${style}`, "aria-keyshortcuts": key, "data-act": act, onclick: decide(act) }, word, key ? make("kbd", {}, key) : null);
  box.append(
    make("label", { for: "comment" }, "コメント"),
    comment,
    make("div", { class: "buttons" }, button("approve", "承認 ", "a", "primary"), button("reject", "却下 ", "r", "danger"), button("comment", "コメントだけ", null, "")),
  );
  return box;
};

sogo.decide = async ({ subject, act, seen, comment, picture }) => {
  if (sogo.sending) return;
  sogo.sending = true;
  try {
    const body = { subject, act, seen, comment };
    if (picture) body.picture = await sogo.base64(picture);
    const response = await fetch("decide", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const answer = await response.json();
    await sogo.refresh(answer.gone ? answer.said : null);
    sogo.say(answer.said, !response.ok);
  } catch (error) {
    sogo.say(`記録できませんでした。サーバーが動いているか確かめてください(${error.message})`, true);
  } finally {
    sogo.sending = false;
  }
};

sogo.base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error("写真を読めません"));
    reader.readAsDataURL(file);
  });

/// Takes the data anew, with what was chosen and filtered as it is.
sogo.refresh = async (gone) => {
  const { list } = sogo;
  const before = list.chosen;
  sogo.index = await sogo.load("index");
  list.fill(sogo.index);
  list.options(sogo.index);
  if (gone && before && !list.all.some((one) => one.key === before.key)) {
    list.all.unshift({ ...before, gone: true });
  }
  const top = sogo.byId("list").scrollTop;
  list.chosen = before ? list.all.find((one) => one.key === before.key) : null;
  list.filter();
  sogo.byId("list").scrollTop = top;
  list.draw();
  if (list.chosen) await sogo.show(list.chosen, gone);
};
