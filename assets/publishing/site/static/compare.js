"use strict";
// Comparison of units and of rounds. Data comes as a script (data/<round>.js), because a page opened
// from a folder may not ask for files.

dti.element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

dti.bar = (share, mean) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "bar");
  svg.setAttribute("viewBox", "0 0 200 16");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const rect = (kind, x, width) => {
    const one = document.createElementNS(space, "rect");
    one.setAttribute("class", kind);
    one.setAttribute("x", x);
    one.setAttribute("width", width);
    one.setAttribute("height", 16);
    svg.append(one);
  };
  rect("track", 0, 200);
  if (share !== null) rect("fill", 0, 200 * share);
  if (mean !== null) rect("mean", 200 * mean - 1, 2);
  return svg;
};

dti.isVietnamese = document.documentElement.lang === "vi";
// A number written with a decimal point, in the notation of the page, as pipelines/notation.py does.
dti.number = (text) => {
  if (text === null) return "–";
  const [whole, decimals] = text.split(".");
  const [mark, group] = dti.isVietnamese ? [",", "."] : [".", ","];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return decimals === undefined ? grouped : grouped + mark + decimals;
};
dti.name = (of) => (dti.isVietnamese ? of.vi : of.en || of.vi);

dti.head = (cells) => {
  const head = dti.element("thead");
  const row = dti.element("tr");
  cells.forEach(([text, kind]) => row.append(dti.element("th", text, { scope: "col", class: kind })));
  head.append(row);
  return head;
};

dti.compareUnits = (place) => {
  const round = dti.data[place.dataset.compareUnits];
  const [rank, value, remove, average, indicator, caption] = place.dataset.at.split("|");
  const units = new Map(round.units.map((unit) => [unit.code, unit]));
  const add = place.querySelector("[data-add]");
  [...units.values()]
    .sort((a, b) => dti.name(a).localeCompare(dti.name(b), document.documentElement.lang))
    .forEach((unit) => add.append(dti.element("option", dti.name(unit), { value: unit.code })));
  const asked = new URLSearchParams(location.search).get("units");
  let chosen = (asked ? asked.split(",") : round.units.slice(0, 3).map((unit) => unit.code))
    .filter((code, n, all) => units.has(code) && all.indexOf(code) === n).slice(0, 5);

  const draw = () => {
    const table = dti.element("table", undefined, { class: "compared" });
    table.append(dti.element("caption", caption, { class: "hidden" }));
    const head = dti.head([[indicator, ""], [average, "n"]]);
    chosen.forEach((code) => {
      const cell = dti.element("th", undefined, { scope: "col" });
      cell.append(dti.element("a", dti.name(units.get(code)), { href: `units/${units.get(code).file}.html`, "data-code": code }));
      const button = dti.element("button", "×", {
        type: "button", class: "remove", "aria-label": `${remove} ${dti.name(units.get(code))}`,
      });
      button.addEventListener("click", () => { chosen = chosen.filter((one) => one !== code); change(); });
      cell.append(button);
      head.rows[0].append(cell);
    });
    const body = dti.element("tbody");
    const line = (label, mean, cellOf) => {
      const row = dti.element("tr");
      row.append(dti.element("th", label, { scope: "row" }), dti.element("td", mean, { class: "n" }));
      chosen.forEach((code) => row.append(cellOf(units.get(code))));
      body.append(row);
    };
    line(rank, "", (unit) => dti.element("td", unit.rank ?? "–", { class: "value" }));
    line(value, dti.number(round.mean), (unit) => dti.element("td", dti.number(unit.value), { class: "value" }));
    round.components.forEach((one, n) => line(`${one.code} ${dti.name(one)}`, dti.number(one.mean_text), (unit) => {
      const cell = dti.element("td", dti.number(unit.values[n]));
      cell.append(dti.bar(unit.shares[n], one.mean));
      return cell;
    }));
    table.append(head, body);
    place.querySelector("[data-result]").replaceChildren(table);
    add.disabled = chosen.length === 5;
    place.dispatchEvent(new CustomEvent("chosen", { detail: chosen }));
  };
  const change = () => {
    history.replaceState(null, "", `?units=${chosen.map(encodeURIComponent).join(",")}`);
    draw();
  };
  add.addEventListener("change", () => {
    if (add.value && !chosen.includes(add.value)) { chosen.push(add.value); change(); }
    add.value = "";
  });
  // A dot of the chart was clicked: a unit that is compared leaves, another one joins.
  place.addEventListener("choose", ({ detail: code }) => {
    if (chosen.includes(code)) chosen = chosen.filter((one) => one !== code);
    else if (chosen.length < 5) chosen.push(code);
    else return;
    change();
  });
  draw();
};

dti.load = (place, option) => new Promise((resolve) => {
  if (dti.data[option.value]) return resolve(dti.data[option.value]);
  const script = dti.element("script", undefined, { src: `${place.dataset.folder}${option.dataset.file}.js` });
  script.addEventListener("load", () => resolve(dti.data[option.value]));
  document.head.append(script);
});

dti.compareRounds = (place) => {
  const [unit, rank, value, moved, up, down, same, apart, alone] = place.dataset.at.split("|");
  const selects = ["first", "second"].map((name) => place.querySelector(`[data-${name}]`));
  const asked = new URLSearchParams(location.search);
  // Unless asked otherwise: the latest round that follows another, beside that one.
  const latest = [...selects[1].options].find((option) => option.dataset.previous) ?? selects[1].options[0];
  selects[0].value = asked.get("first") ?? latest.dataset.previous;
  selects[1].value = asked.get("second") ?? latest.value;
  selects.forEach((select) => { if (select.selectedIndex < 0) select.selectedIndex = 0; });

  const draw = async () => {
    const chosen = selects.map((select) => select.selectedOptions[0]);
    const [first, second] = await Promise.all(chosen.map((option) => dti.load(place, option)));
    const banner = document.querySelector("[data-demonstration]");
    if (banner) banner.hidden = !chosen.some((option) => option.dataset.demonstration);
    const result = place.querySelector("[data-result]");
    result.replaceChildren();
    if (first.comparable !== second.comparable) {
      result.append(dti.element("p", apart, { class: "note" }));
      return;
    }
    const before = new Map(first.units.map((one) => [one.code, one]));
    const table = dti.element("table", undefined, { class: "compared" });
    table.append(dti.head([[unit, ""], [`${rank} 1`, "n"], [`${rank} 2`, "n"], [moved, "n"], [`${value} 1`, "n"], [`${value} 2`, "n"]]));
    const body = dti.element("tbody");
    second.units.forEach((one) => {
      const old = before.get(one.code);
      const row = dti.element("tr");
      const name = dti.element("th", undefined, { scope: "row" });
      name.append(dti.element("a", dti.name(one), { href: `${chosen[1].dataset.file}/units/${one.file}.html` }));
      const change = dti.element("td", undefined, { class: "n" });
      if (!old) change.append(dti.element("span", alone, { class: "muted" }));
      else if (old.rank && one.rank) {
        const places = old.rank - one.rank;
        const word = places > 0 ? up : places < 0 ? down : same;
        const mark = places > 0 ? "▲" : places < 0 ? "▼" : "=";
        const told = dti.element("span", undefined, { class: places > 0 ? "up" : places < 0 ? "down" : "muted" });
        told.append(
          dti.element("span", mark, { "aria-hidden": "true" }),
          places ? ` ${Math.abs(places)}` : "",
          dti.element("span", ` ${word}`, { class: "hidden" }),
        );
        change.append(told);
      }
      row.append(
        name,
        dti.element("td", old?.rank ?? "–", { class: "n" }),
        dti.element("td", one.rank ?? "–", { class: "n" }),
        change,
        dti.element("td", dti.number(old?.value ?? null), { class: "n" }),
        dti.element("td", dti.number(one.value), { class: "n value" }),
      );
      body.append(row);
    });
    table.append(body);
    result.append(table);
  };
  selects.forEach((select) => select.addEventListener("change", () => {
    history.replaceState(null, "", `?first=${encodeURIComponent(selects[0].value)}&second=${encodeURIComponent(selects[1].value)}`);
    draw();
  }));
  draw();
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-compare-units]").forEach(dti.compareUnits);
  document.querySelectorAll("[data-compare-rounds]").forEach(dti.compareRounds);
});
