// Finds messages, records, fields, rules, functions, codes and states by any of their words. The index is a script, so that this
// works on files as well; it loads when the search is first used.
"use strict";
(() => {
  const box = document.querySelector(".search");
  const input = box.querySelector("input");
  const list = box.querySelector("#found");
  const status = box.querySelector("[role=status]");
  const KINDS = ["page", "message", "state", "clock", "rule", "function", "code list", "record", "enum", "field", "code"];
  const MOST = 40;
  let entries = null;
  let selected = -1;
  box.hidden = false;

  function load() {
    if (document.querySelector("script[data-index]")) return;
    const script = document.createElement("script");
    script.src = `${box.dataset.root}assets/index.js`;
    script.dataset.index = "";
    script.onload = () => {
      entries = window.CONTRACT_INDEX.map(([kind, name, said, address]) => ({
        kind, name, said, address,
        low: name.toLowerCase(),
        spaced: name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_.]/g, " ").toLowerCase(),
        text: `${said} ${kind}`.toLowerCase(),
      }));
      show();
    };
    document.head.append(script);
  }

  // Lower is better; null if a word is nowhere.
  function rank(entry, query, words) {
    let missing = 0;
    for (const word of words) {
      if (entry.low.includes(word) || entry.spaced.includes(spaces(word))) continue;
      if (!entry.text.includes(word)) return null;
      missing += 1;
    }
    const last = entry.low.slice(entry.low.lastIndexOf(".") + 1);
    const exact = entry.low === query || entry.spaced === spaces(query) ? 0 : last === query ? 1 : entry.low.startsWith(query) || entry.spaced.startsWith(query) ? 2 : 3;
    return (missing * 4 + exact) * 100 + KINDS.indexOf(entry.kind) * 5 + (entry.kind === "code" && exact ? 150 : 0) + Math.min(entry.name.length, 60) / 20;
  }

  const spaces = (name) => name.replace(/[_.]+/g, " ").trim();
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}_.]+/gu, " ").replace(/(^| )[.]+|[.]+(?= |$)/g, "$1").trim();

  // What a finding or a program calls by a path, as /suspects/0/person_id or casefile.v1.Receipt, is found by its end.
  function found(query) {
    const all = ranked(query);
    const end = query.split(/[ .]/).filter((part) => part && !/^[0-9]+$/.test(part)).at(-1);
    return all.length || !end || end === query ? all : ranked(end);
  }

  function ranked(query) {
    const words = query.split(" ");
    return entries
      .map((entry) => [rank(entry, query, words), entry])
      .filter(([value]) => value !== null)
      .sort(([a, one], [b, other]) => a - b || (one.name < other.name ? -1 : 1))
      .map(([, entry]) => entry);
  }

  function item(entry, place) {
    const li = document.createElement("li");
    li.id = `found-${place}`;
    li.setAttribute("role", "option");
    const a = document.createElement("a");
    a.href = box.dataset.root + entry.address;
    a.tabIndex = -1;
    for (const [tag, css, text] of [["span", "kind", entry.kind], ["strong", "", entry.name], ["span", "said", entry.said]]) {
      if (!text) continue;
      const part = document.createElement(tag);
      if (css) part.className = css;
      part.textContent = text;
      a.append(part);
    }
    li.append(a);
    return li;
  }

  function show() {
    const query = plain(input.value);
    selected = -1;
    input.removeAttribute("aria-activedescendant");
    if (!query || !entries) return hide();
    const all = found(query);
    list.replaceChildren(...all.slice(0, MOST).map(item));
    if (!all.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "none");
      none.textContent = "Nothing found.";
      list.append(none);
    }
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
    status.textContent = all.length === 1 ? "1 result" : `${all.length} results`;
  }

  function hide() {
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  function select(step) {
    const options = list.querySelectorAll("[role=option]");
    if (!options.length) return;
    options[selected]?.removeAttribute("aria-selected");
    selected = (selected + step + options.length + (selected < 0 && step < 0 ? 1 : 0)) % options.length;
    options[selected].setAttribute("aria-selected", "true");
    options[selected].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[selected].id);
  }

  function follow() {
    const option = list.querySelectorAll("[role=option]")[Math.max(selected, 0)];
    if (!option) return;
    location.href = option.querySelector("a").href;
    hide();
  }

  input.addEventListener("focus", () => { load(); show(); });
  input.addEventListener("input", () => { load(); show(); });
  input.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => select(1), ArrowUp: () => select(-1), Enter: follow, Escape: () => { input.value = ""; hide(); } }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  list.addEventListener("click", () => setTimeout(hide));
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) hide(); });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) hide(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
})();
