"use strict";
// Every unit of a round as a dot on every main indicator. Vega draws it, interpreting its
// expressions instead of compiling them, as the policy of the pages asks. The table beside it says
// the same of the units that are chosen, and is what the keyboard works with.

dti.loadScript = (address) => new Promise((resolve, reject) => {
  const script = dti.element("script", undefined, { src: address });
  script.addEventListener("load", resolve);
  script.addEventListener("error", reject);
  document.head.append(script);
});

/** The colours of the page, light or dark, for what the chart draws. */
dti.chartLook = () => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const text = { labelColor: colour("muted"), labelFont: style.getPropertyValue("--sans"), labelFontSize: 12 };
  return {
    background: "transparent",
    axis: { ...text, domain: false, ticks: false, gridColor: colour("rule"), labelPadding: 8 },
    range: { category: [1, 2, 3, 4, 5].map((seat) => colour(`seat-${seat}`)) },
    style: {
      other: { color: colour("muted"), opacity: 0.5 },
      found: { color: colour("text"), opacity: 1 },
      pointed: { color: colour("text"), strokeWidth: 2, opacity: 1 },
    },
  };
};

dti.unitChart = async (place) => {
  const round = dti.data[place.dataset.round];
  const compared = document.querySelector("[data-compare-units]");
  const find = place.querySelector("[data-find]");
  const key = place.querySelector("[data-key]");
  const drawing = place.querySelector("[data-drawing]");
  let seats = [];
  let view = null;

  const rows = () => {
    const words = dti.plain(find.value);
    return round.units.flatMap((unit) => {
      const isFound = words.length > 1 && dti.plain(`${unit.vi} ${unit.en}`).includes(words);
      const seat = seats.indexOf(unit.code) + 1;
      return round.components.flatMap((one, main) => unit.shares[main] === null ? [] : [{
        code: unit.code, main, seat, is_found: isFound && !seat, share: unit.shares[main],
        told: `${dti.name(unit)}: ${dti.number(unit.values[main])}`,
      }]);
    });
  };
  const showKey = () => key.replaceChildren(...seats.map((code, n) =>
    dti.element("li", dti.name(round.units.find((unit) => unit.code === code)), { class: `seat-${n + 1}` })));
  // In a narrow column the names of indicators would leave no room: their codes stand for them.
  const names = () => round.components.map((main) =>
    drawing.clientWidth < 600 ? main.code : `${main.code} ${dti.name(main)}`);
  const update = () => view && view.data("units", rows()).runAsync();
  const draw = async () => {
    const spec = structuredClone(dti.data["unit chart"]);
    const shares = round.units.flatMap((unit) => unit.shares).filter((share) => share !== null);
    const ends = [Math.floor(10 * Math.min(...shares)) / 10, Math.ceil(10 * Math.max(...shares)) / 10];
    for (const [name, value] of Object.entries({ names: names(), ends })) {
      spec.params.find((one) => one.name === name).value = value;
    }
    spec.data.values = rows();
    spec.height = 34 * round.components.length;
    spec.description = place.dataset.label;
    if (view) view.finalize();
    ({ view } = await vegaEmbed(drawing, spec, {
      ast: true, renderer: "canvas", actions: false, defaultStyle: false, config: dti.chartLook(),
      tooltip: { disableDefaultStyle: true },
      formatLocale: { decimal: dti.isVietnamese ? "," : ".", thousands: "", grouping: [3], currency: ["", ""] },
    }));
    view.addEventListener("click", (_, item) => {
      const code = item?.datum?.code;
      if (code) compared.dispatchEvent(new CustomEvent("choose", { detail: code }));
    });
  };

  compared.addEventListener("chosen", ({ detail }) => { seats = [...detail]; showKey(); update(); });
  seats = [...compared.querySelectorAll("thead a")].map((link) => link.dataset.code);
  showKey();
  await Promise.all([place.dataset.vega, place.dataset.spec].map(dti.loadScript));
  place.hidden = false;
  await draw();
  new ResizeObserver(() => view.signal("names", names()).resize().runAsync()).observe(drawing);
  find.addEventListener("input", update);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.querySelector("[data-theme-switch]").addEventListener("click", draw);
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-unit-chart]").forEach(dti.unitChart);
});
