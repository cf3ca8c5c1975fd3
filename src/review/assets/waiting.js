// One pending snapshot: the approved and the new, side by side.
"use strict";

sogo.pending = (one, data) => {
  const { make } = sogo;
  const missing = data.missing ? "まだ承認されたものはありません。" : "";
  return [
    make("h2", {}, sogo.badge(["pending", "…", "承認待ち"]), ` ${one.id} ${one.name}`),
    make("p", { class: "aside" }, data.file),
    make("p", {}, `${missing}承認 ${data.approvals} 人(${data.required} 人で書き込みます)`),
    sogo.decisions(one, data),
    data.rows ? sogo.texts(data.rows) : sogo.pictures(data),
  ];
};

sogo.texts = (rows) => {
  const { make } = sogo;
  const words = { removed: "削除", added: "追加", changed: "変更", same: "同じ" };
  const cell = (tag, text) => make("td", { class: text === null ? "none" : tag }, text === null ? "" : text);
  const body = rows.map(([tag, left, right]) => make("tr", {}, make("th", { scope: "row", class: tag }, words[tag]), cell(tag, left), cell(tag, right)));
  const head = make("tr", {}, make("td", {}), make("th", { scope: "col" }, "承認済み"), make("th", { scope: "col" }, "今回"));
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "承認済みと今回の比較" }, make("table", { class: "diff" }, make("thead", {}, head), make("tbody", {}, body)));
};

sogo.pictures = (data) => {
  const { make } = sogo;
  const figure = (word, address) =>
    make("figure", {}, make("figcaption", {}, word), address ? make("a", { href: address }, make("img", { src: address, alt: `${word}の画面` })) : make("p", { class: "aside" }, "ありません"));
  const three = make("div", { class: "three" }, figure("承認済み", data.old), figure("今回", data.new), figure("差", data.difference));
  if (!data.old) return make("section", { "aria-label": "画面の比較" }, three);
  // The new one lies on the approved one, and the slider says how much of it is seen.
  const upper = make("img", { src: data.new, alt: "今回の画面", class: "upper" });
  const slider = make("input", { type: "range", min: "0", max: "100", value: "50", id: "slider" });
  const move = () => {
    upper.style.clipPath = `inset(0 0 0 ${slider.value}%)`;
  };
  slider.addEventListener("input", move);
  move();
  return make(
    "section",
    { "aria-label": "画面の比較" },
    make("p", {}, `承認済みと ${data.places} か所で異なります。`),
    three,
    make("label", { for: "slider" }, "左に承認済み、右に今回を重ねて見る"),
    slider,
    make("div", { class: "overlaid" }, make("img", { src: data.old, alt: "承認済みの画面" }), upper),
  );
};
