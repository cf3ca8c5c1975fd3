// The list: what the filters let through, of which only the rows in sight are in the page.
"use strict";

sogo.list = {
  /// Height of a row in pixels, as in review.css.
  ROW: 56,
  /// Rows above and below those in sight.
  SPARE: 10,
  all: [],
  shown: [],
  chosen: null,

  /// Takes what is pending, and the scenarios.
  fill(index) {
    const waiting = index.waiting.map((one) => ({ ...one, kind: "waiting" }));
    const scenarios = index.scenarios.map((one) => ({ ...one, kind: "scenario" }));
    this.all = [...waiting, ...scenarios];
    const contents = new Map(index.requirements.map((one) => [one.id, one.content]));
    for (const one of this.all) {
      const proves = (one.requirements || []).map((id) => `${id} ${contents.get(id) || ""}`).join(" ");
      const words = [one.id, one.name, one.feature, one.tags, one.message, index.texts[one.id], proves];
      one.words = words.filter(Boolean).join("\n").toLowerCase();
    }
  },

  options(index) {
    const words = new Map(index.scenarios.map((one) => [one.verdict[0], one.verdict[2]]));
    const open = index.scenarios.filter((one) => one.open).length;
    this.choices("kind", [
      ["", "すべて"],
      ["waiting", `承認待ち(${index.waiting.length})`],
      ["open", `担当者の確認待ち(${open})`],
      ["scenario", `シナリオ(${index.scenarios.length})`],
    ]);
    this.choices("verdict", [["", "すべて"], ...words]);
    this.choices("item", [["", "すべて"], ...index.items.map((one) => [one.number, one.column])]);
    this.choices("union", [["", "すべて"], ...index.unions.map((one) => [one.number, one.name])]);
    this.choices("requirement", [["", "すべて"], ...index.requirements.map((one) => [one.id, `${one.id} ${one.content}`])]);
  },

  choices(id, pairs) {
    const chosen = sogo.byId(id).value;
    sogo.byId(id).replaceChildren(...pairs.map(([value, word]) => sogo.make("option", { value }, word)));
    sogo.byId(id).value = chosen || "";
  },

  /// Shows what the filters let through.
  filter() {
    const value = (id) => sogo.byId(id).value;
    const [kind, verdict, item, union, requirement] = ["kind", "verdict", "item", "union", "requirement"].map(value);
    const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = this.all.filter(
      (one) =>
        (!kind || (kind === "open" ? one.open : one.kind === kind)) &&
        (!verdict || (one.verdict && one.verdict[0] === verdict)) &&
        (!item || one.item === Number(item)) &&
        (!union || one.union === Number(union)) &&
        (!requirement || (one.requirements || []).includes(requirement)) &&
        words.every((word) => one.words.includes(word)),
    );
    sogo.byId("count").textContent = `${this.all.length} 件のうち ${this.shown.length} 件`;
    sogo.byId("rows").style.height = `${this.shown.length * this.ROW}px`;
    sogo.byId("list").scrollTop = 0;
    this.draw();
  },

  /// Puts the rows in sight into the page.
  draw() {
    const list = sogo.byId("list");
    const first = Math.max(0, Math.floor(list.scrollTop / this.ROW) - this.SPARE);
    const last = Math.min(this.shown.length, Math.ceil((list.scrollTop + list.clientHeight) / this.ROW) + this.SPARE);
    const rows = [];
    for (let place = first; place < last; place += 1) rows.push(this.row(this.shown[place], place));
    sogo.byId("rows").replaceChildren(...rows);
    const current = this.shown.indexOf(this.chosen);
    if (current >= first && current < last) list.setAttribute("aria-activedescendant", `row-${this.chosen.key}`);
    else list.removeAttribute("aria-activedescendant");
  },

  row(one, place) {
    const state = one.gone ? null : sogo.STATES[one.state || "open"];
    const waiting = one.gone ? ["not-run", "・", "済み"] : ["pending", "…", "承認待ち"];
    const verdict = one.kind === "waiting" ? waiting : one.verdict;
    const union = one.kind === "waiting" ? "" : `${String(one.union).padStart(2, "0")} `;
    const row = sogo.make(
      "div",
      {
        id: `row-${one.key}`,
        class: "row",
        role: "option",
        "aria-selected": String(one === this.chosen),
        "aria-setsize": this.shown.length,
        "aria-posinset": place + 1,
        onclick: () => this.choose(one),
      },
      sogo.make("span", { class: "marks" }, sogo.badge(verdict), one.open ? sogo.badge(["unconfirmed", "？", "確認待ち"]) : null, state ? sogo.badge(state) : null),
      sogo.make("span", { class: "name" }, `${union}${one.id} ${one.name}`),
    );
    row.style.top = `${place * this.ROW}px`;
    return row;
  },

  choose(one) {
    this.chosen = one;
    const place = this.shown.indexOf(one);
    const list = sogo.byId("list");
    const top = place * this.ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + this.ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + this.ROW - list.clientHeight;
    this.draw();
    sogo.show(one);
  },

  /// The next (1) or the one before (-1).
  step(by) {
    const place = this.shown.indexOf(this.chosen);
    const next = place < 0 ? 0 : place + by;
    if (this.shown[next]) this.choose(this.shown[next]);
    else sogo.say(by > 0 ? "一覧の最後です" : "一覧の最初です");
  },
};

/// Items × unions; a cell sets the filters.
sogo.matrix = (index) => {
  const worst = ["error", "failed", "flaky", "pending", "unconfirmed", "passed", "not-applicable"];
  const cells = new Map();
  for (const one of index.scenarios) {
    const key = `${one.union}-${one.item}`;
    const cell = cells.get(key) || { count: 0, passed: 0, verdict: null };
    cell.count += 1;
    cell.passed += one.verdict[0] === "passed" ? 1 : 0;
    if (!cell.verdict || worst.indexOf(one.verdict[0]) < worst.indexOf(cell.verdict[0])) cell.verdict = one.verdict;
    cells.set(key, cell);
  }
  const { make } = sogo;
  const choose = (union, item) => {
    sogo.byId("union").value = union;
    sogo.byId("item").value = item;
    sogo.list.filter();
    sogo.byId("list").focus();
  };
  const head = make("tr", {}, make("th", { scope: "col" }, "広域連合"), index.items.map((item) => make("th", { scope: "col" }, item.column)));
  const rows = index.unions.map((union) =>
    make("tr", {}, make("th", { scope: "row" }, union.name), index.items.map((item) => {
      const cell = cells.get(`${union.number}-${item.number}`);
      if (!cell) return make("td", {}, "未実行");
      const button = make("button", { type: "button", class: "cell", onclick: () => choose(union.number, item.number) }, sogo.badge(cell.verdict), ` ${cell.passed}/${cell.count}`);
      return make("td", {}, button);
    })),
  );
  sogo.byId("matrix").querySelector("table").replaceChildren(make("thead", {}, head), make("tbody", {}, rows));
};
