// What all scripts of the page share: elements, data that comes as scripts, words.
"use strict";

const sogo = {
  /// Those who wait for a piece of data, by its name.
  waiting: new Map(),
  index: null,

  /// Called by the scripts of data.
  take(name, value) {
    const resolve = this.waiting.get(name);
    this.waiting.delete(name);
    if (resolve) resolve(value);
  },

  /// A page from the file system may load scripts, and nothing else.
  load(name) {
    return new Promise((resolve, reject) => {
      this.waiting.set(name, resolve);
      const script = document.createElement("script");
      script.src = `data/${name}.js`;
      script.onload = () => script.remove();
      script.onerror = () => {
        script.remove();
        reject(new Error("読み込めませんでした。サーバーが動いているか確かめてください"));
      };
      document.head.append(script);
    });
  },

  /// An element: attributes, and texts or elements inside. What is null is left out.
  make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
    }
    element.append(...inside.flat().filter((one) => one !== null && one !== undefined));
    return element;
  },

  byId(id) {
    return document.getElementById(id);
  },

  /// A word with its mark, so that no colour is needed to tell it.
  badge([style, mark, word]) {
    return this.make("span", { class: `badge ${style}` }, this.make("span", { "aria-hidden": "true" }, mark), word);
  },

  duration(milliseconds) {
    if (milliseconds < 1000) return `${milliseconds} ミリ秒`;
    const seconds = Math.floor(milliseconds / 1000);
    if (seconds < 60) return `${seconds}.${Math.floor((milliseconds % 1000) / 100)} 秒`;
    return `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
  },

  /// Tells the outcome of an act to eyes and ears.
  say(text, failed = false) {
    const said = this.byId("said");
    said.classList.toggle("wrong", failed);
    said.textContent = text;
  },

  /// Address of a file of the run folder.
  file(path) {
    return this.index.base + path.split("/").map(encodeURIComponent).join("/");
  },

  STATES: {
    open: null,
    partly: ["partly", "◐", "一部承認"],
    approved: ["passed", "✓", "承認済み"],
    rejected: ["failed", "✗", "却下"],
    stale: ["flaky", "△", "承認後に変更"],
  },
};
