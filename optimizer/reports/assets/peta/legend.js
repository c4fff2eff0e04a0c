// What colours, sizes and lines mean in the view shown.

function drawLegend() {
  const week = state.week === null ? null : data.weeks[state.week];
  const colours = week
    ? data.teams.map((team) => legendRow(dot(6, team.colour, "#fff"), team.name))
    : data.weeks.map((one) => legendRow(dot(6, one.colour, "#fff"), one.label));
  const rest = [legendRow(dot(6, grey, "#fff"), texts.legend_left)];
  if (week) rest.push(legendRow(dot(6, "#fff", "#7d8588"), texts.legend_other_week));
  if (data.places.some((place) => place.state === "terputus")) rest.push(legendRow(dot(6, "#fff", "#a3262a", true), texts.legend_cut_off));
  if (data.places.some((place) => place.state === "kosong")) rest.push(legendRow(dot(4, "#fff", grey), texts.legend_nobody));
  const roads = [
    legendRow(stroke(3.2, "jalan", null), texts.legend_main_road),
    legendRow(stroke(1.4, "jalan", null), texts.legend_small_road),
    legendRow(stroke(1.4, "jalan jalan-perkiraan", "4 3"), texts.legend_estimated_road),
  ];
  const kinds = ["desa", "sekolah", "rumah"].filter((kind) => data.places.some((place) => place.kind === kind));
  const signs = kinds.length > 1 ? kinds.map(kindRow) : [];
  if (data.trips.some((trip) => trip.bed !== null)) signs.push(legendRow(bedSign(), texts.legend_night));
  if (data.closures.length) signs.push(legendRow(element("span", "tutup kecil", null, [element("span", null, "×")]), texts.legend_closed));
  const group = (title, ...parts) => element("section", null, null, [element("h3", null, title), ...parts]);
  replaceChildren(part["isi-legenda"], [
    group(
      week ? fill(texts.legend_by_team, { week: week.label }) : texts.legend_by_week,
      element("div", "kolom", null, colours),
      element("div", null, null, rest),
    ),
    signs.length ? group(texts.legend_kinds, element("div", null, null, signs)) : null,
    group(texts.legend_size, element("div", "ukuran", null, data.sizes.map(sizeRow))),
    group(
      texts.legend_roads,
      element("div", null, null, [legendRow(element("span", "kantor kecil", "★"), texts.legend_office)].concat(roads)),
    ),
  ]);
}

/** A kind of place with its symbol and a switch that hides it. */
function kindRow(kind) {
  const name = { desa: texts.legend_desa, sekolah: texts.legend_sekolah, rumah: texts.legend_rumah }[kind];
  const box = element("input");
  box.type = "checkbox";
  box.checked = state.kinds.has(kind);
  box.addEventListener("change", () => {
    if (box.checked) state.kinds.add(kind);
    else state.kinds.delete(kind);
    stylePlaces();
    drawLabels();
  });
  const sign = drawing(18, 18);
  const look = { fill: "#fff", stroke: "#5f6b70", "stroke-width": 1.5 };
  sign.appendChild(kind === "desa"
    ? shape("circle", Object.assign({ cx: 9, cy: 9, r: 6 }, look))
    : shape("path", Object.assign({ d: outline(kind, 9, 9, 6) }, look)));
  return element("label", "jenis", null, [box, sign, element("span", null, name)]);
}

function legendRow(sign, text) {
  return element("p", null, null, [sign, element("span", null, text)]);
}

function sizeRow(size) {
  return element("span", null, null, [dot(size.radius * growth(), "#dfe3e4", "#7d8588"), element("small", null, size.text)]);
}

function dot(radius, inside, edge, crossed) {
  const room = Math.ceil(radius + 2);
  const sign = drawing(2 * room, 2 * room);
  sign.appendChild(shape("circle", { cx: room, cy: room, r: radius, fill: inside, stroke: edge, "stroke-width": 1.5 }));
  const arm = radius * 0.707;
  if (crossed) {
    const d = `M${room - arm},${room - arm}L${room + arm},${room + arm}M${room - arm},${room + arm}L${room + arm},${room - arm}`;
    sign.appendChild(shape("path", { d, stroke: edge, "stroke-width": 1.5 }));
  }
  return sign;
}

function stroke(width, className, dashes) {
  const sign = drawing(26, 8);
  const line = shape("path", { d: "M1,4H25", "stroke-width": width, class: className });
  if (dashes) line.setAttribute("stroke-dasharray", dashes);
  sign.appendChild(line);
  return sign;
}

function drawing(width, height) {
  return shape("svg", { width, height, "aria-hidden": "true" });
}

function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.keys(attributes).forEach((name) => made.setAttribute(name, attributes[name]));
  return made;
}
