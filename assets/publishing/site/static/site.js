"use strict";
// What a page does beyond being read: light and dark, sorting, finding. All of it works without a
// server, and every page can be read without it.

const dti = { data: {}, put(name, data) { this.data[name] = data; } };

/** Lower-case letters without marks, so that "da nang" finds Đà Nẵng. */
dti.plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[đð]/g, "d").replace(/\s+/g, " ").trim();

// Before the page is drawn, so that it does not flash.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* storage may be closed */ }

dti.theme = () => {
  const button = document.querySelector("[data-theme-switch]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* storage may be closed */ }
  });
};

dti.sortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.classList.add("sortable");
    button.addEventListener("click", () => {
      const isDescending = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      const value = (row) => {
        const cell = row.cells[column];
        if (head.dataset.sort === "text") return dti.plain(cell.textContent);
        const text = cell.dataset.value ?? "";
        return text === "" ? null : Number(text);
      };
      const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
      // What has no value comes last, whichever way.
      rows.sort(([a], [b]) => {
        if (a === null || b === null) return (a === null) - (b === null);
        const order = a < b ? -1 : a > b ? 1 : 0;
        return isDescending ? -order : order;
      });
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
};

dti.tools = (tools) => {
  const table = document.getElementById(tools.dataset.tools);
  const find = tools.querySelector("[data-find]");
  const filter = tools.querySelector("[data-filter]");
  const count = tools.querySelector("[data-count]");
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row, name: dti.plain(row.dataset.name), is: row.dataset.is.split(" "),
  }));
  // A long ranking has several pages: what is typed is looked for on all of them.
  const elsewhere = (words) => {
    const found = words.length < 2 ? [] : dti.data[tools.dataset.round].units.filter((unit) =>
      dti.plain(`${unit.vi} ${unit.en} ${unit.code}`).includes(words));
    document.querySelector("[data-elsewhere]").replaceChildren(...found.slice(0, 20).map((unit) => {
      const link = document.createElement("a");
      link.href = `units/${unit.file}.html`;
      link.textContent = document.documentElement.lang === "vi" ? unit.vi : unit.en || unit.vi;
      const item = document.createElement("li");
      item.append(`${unit.rank ?? "–"} `, link);
      return item;
    }));
  };
  const apply = () => {
    const words = dti.plain(find.value);
    let shown = 0;
    for (const { row, name, is } of rows) {
      row.hidden = !(name.includes(words) && (!filter.value || is.includes(filter.value)));
      shown += !row.hidden;
    }
    if (tools.dataset.round) elsewhere(words);
    count.textContent = `${shown} ${count.dataset.words}`;
    const asked = new URLSearchParams();
    if (find.value) asked.set("find", find.value);
    if (filter.value) asked.set("show", filter.value);
    history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
  };
  tools.hidden = false;
  const asked = new URLSearchParams(location.search);
  find.value = asked.get("find") ?? "";
  filter.value = asked.get("show") ?? "";
  if (filter.selectedIndex < 0) filter.value = "";
  find.addEventListener("input", apply);
  filter.addEventListener("change", apply);
  if (find.value || filter.value) apply();
};

document.addEventListener("DOMContentLoaded", () => {
  dti.theme();
  document.querySelectorAll("table[data-sortable]").forEach(dti.sortable);
  document.querySelectorAll("[data-tools]").forEach(dti.tools);
  // A shared view stays the same view in the other language.
  document.querySelectorAll("a[data-keep-query]").forEach((link) => {
    link.addEventListener("click", () => { link.search = location.search; });
  });
});
