// The beginning: takes the index, and listens to filters and keys.
"use strict";

/// Shows what was chosen.
sogo.show = async (one, gone = null) => {
  const detail = sogo.byId("detail");
  sogo.current = null;
  if (gone || one.gone) {
    detail.replaceChildren(sogo.make("h2", {}, `${one.id} ${one.name}`), sogo.make("p", {}, gone || "確認は済んでいます"));
    return;
  }
  let parts;
  try {
    const data = await sogo.load(one.key);
    // Somebody may have gone on meanwhile.
    if (sogo.list.chosen !== one) return;
    parts = one.kind === "waiting" ? sogo.pending(one, data) : sogo.scenario(one, data);
  } catch (error) {
    parts = [sogo.make("p", { class: "wrong" }, error.message)];
  }
  detail.replaceChildren(...parts.filter(Boolean));
  detail.scrollTop = 0;
  detail.dataset.shown = one.key;
};

sogo.keys = {
  j: () => sogo.list.step(1),
  k: () => sogo.list.step(-1),
  a: () => sogo.current && sogo.current.approve(),
  r: () => sogo.current && sogo.current.reject(),
  c: () => sogo.byId("comment") && sogo.byId("comment").focus(),
  "/": () => sogo.byId("text").focus(),
};

sogo.pressed = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input:not([type=checkbox]):not([type=range]), textarea, select");
  if (event.key === "Escape" && typing) {
    sogo.byId("list").focus();
    return;
  }
  const arrow = { ArrowDown: "j", ArrowUp: "k" }[event.key];
  if (arrow && event.target.id === "list") {
    event.preventDefault();
    sogo.keys[arrow]();
    return;
  }
  const act = sogo.keys[event.key];
  if (!act || typing || !sogo.byId("use-keys").checked) return;
  event.preventDefault();
  act();
};

(async () => {
  try {
    sogo.index = await sogo.load("index");
  } catch (error) {
    sogo.say(error.message, true);
    return;
  }
  const { index, list } = sogo;
  const unfinished = index.complete ? "" : "・最後まで進んでいない実行です";
  sogo.byId("run").textContent = `${index.run}・${index.lot}・${index.endpoint}・開始 ${index.started}${unfinished}`;
  sogo.byId("who").textContent = index.reviewer ? `確認者: ${index.reviewer}` : "見るだけのページです(決めるには sogo review を使います)";
  list.fill(index);
  list.options(index);
  list.filter();
  sogo.byId("matrix").addEventListener("toggle", () => sogo.matrix(sogo.index));
  sogo.byId("filters").addEventListener("input", () => list.filter());
  sogo.byId("filters").addEventListener("change", () => list.filter());
  sogo.byId("filters").addEventListener("reset", () => setTimeout(() => list.filter()));
  sogo.byId("filters").addEventListener("submit", (event) => event.preventDefault());
  sogo.byId("list").addEventListener("scroll", () => list.draw(), { passive: true });
  window.addEventListener("resize", () => list.draw());
  document.addEventListener("keydown", sogo.pressed);
  if (list.shown.length) list.choose(list.shown[0]);
  // How long it took, in milliseconds since the page was asked for.
  document.body.dataset.ready = String(Math.round(performance.now()));
})();
