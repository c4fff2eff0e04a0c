// The worst links on the map and in the list; choosing one in either shows it in both.

const data = JSON.parse(document.getElementById("data").textContent);

/** An element with text, never with markup from the data. */
function element(tag, className, text, children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== null && text !== undefined) made.textContent = text;
  (children || []).forEach((child) => made.appendChild(child));
  return made;
}

function put(id, children) {
  const holder = document.getElementById(id);
  children.forEach((child) => holder.appendChild(child));
}

document.getElementById("tentang").textContent = data.about;
document.getElementById("daftar-judul").textContent = data.texts.map_list;
const sources = document.getElementById("sumber");
sources.textContent = data.sources.join(" · ");
// However many lines the sources take, the legend stands above them.
const lift = () => document.documentElement.style.setProperty("--kaki", `${sources.offsetHeight}px`);
addEventListener("resize", lift);
lift();
put("putusan", data.verdict.map((text) => element("p", null, text)));
put("catatan", data.notes.map((text) => element("p", null, text)));
put("legenda", [
  ["①", data.texts.map_links],
  ["★", data.texts.map_offices],
  ["•", data.texts.map_places],
].map(([sign, text]) => element("li", null, null, [element("i", null, sign), element("span", null, text)])));

const bounds = L.latLngBounds(data.places.concat(data.offices).map((spot) => spot.at));
const map = L.map("peta", {
  attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 8, maxZoom: 17, maxBounds: bounds.pad(2),
});
["jalan", "ruas", "tempat", "nomor"].forEach((name, index) => {
  map.createPane(name).style.zIndex = 300 + 50 * index;
});
const ink = {};
["jalan", "ruas", "tempat"].forEach((name) => {
  ink[name] = L.svg({ pane: name, padding: 0.5 });
});

const widths = [3.2, 2.4, 1.8, 1.1];
data.roads.forEach((road) => {
  const pairs = [];
  for (let i = 0; i < road.ends.length; i += 2) {
    pairs.push([data.points[road.ends[i]], data.points[road.ends[i + 1]]]);
  }
  L.polyline(pairs, {
    renderer: ink.jalan, interactive: false, className: "jalan" + (road.estimated ? " jalan-perkiraan" : ""),
    weight: widths[road.rank], dashArray: road.estimated ? "4 4" : null, smoothFactor: 0,
  }).addTo(map);
});
data.places.forEach((place) => {
  L.circleMarker(place.at, { renderer: ink.tempat, radius: 3, className: "titik", fillOpacity: 1 })
    .bindTooltip(element("span", null, place.name)).addTo(map);
});
data.offices.forEach((office) => {
  L.marker(office.at, {
    icon: L.divIcon({ className: "kantor", html: element("span", null, "★"), iconSize: [24, 24] }),
    title: office.name, alt: office.name,
  }).addTo(map);
});

let chosen = null;

/** Show a link in the list and on the map. */
function choose(entry, move) {
  if (chosen) {
    chosen.line.getElement().classList.remove("terpilih");
    chosen.row.classList.remove("terpilih");
  }
  chosen = entry;
  entry.line.getElement().classList.add("terpilih");
  entry.row.classList.add("terpilih");
  entry.row.scrollIntoView({ block: "nearest" });
  if (move) map.flyToBounds(L.latLngBounds(entry.link.ends).pad(3), { duration: 0.4, maxZoom: 13 });
  entry.number.openPopup();
}

data.links.forEach((link) => {
  const faint = link.notable ? "" : " samar";
  const line = L.polyline(link.ends, {
    renderer: ink.ruas, weight: link.weight, className: "terburuk" + faint, smoothFactor: 0,
  }).addTo(map);
  const middle = [(link.ends[0][0] + link.ends[1][0]) / 2, (link.ends[0][1] + link.ends[1][1]) / 2];
  const number = L.marker(middle, {
    pane: "nomor", title: link.name, alt: link.name,
    icon: L.divIcon({ className: "nomor" + faint, html: element("span", null, String(link.rank)), iconSize: [24, 24] }),
    zIndexOffset: 1000 - 10 * link.rank,
  }).addTo(map);
  const lines = link.lines.map((text) => element("p", null, text));
  const heading = `${link.rank}. ${link.name}`;
  number.bindPopup(element("div", "balon", null, [
    element("b", null, heading), element("p", "antara", `${link.between} · ${link.kecamatan}`), ...lines,
  ]), { maxWidth: 300 });
  const row = element("button", "ruas" + faint, null, [
    element("b", null, heading), element("span", "antara", `${link.between} · ${link.kecamatan}`),
    ...link.lines.map((text) => element("span", null, text)),
  ]);
  row.type = "button";
  const entry = { link, line, number, row };
  row.addEventListener("click", () => choose(entry, true));
  line.on("click", () => choose(entry, false));
  number.on("click", () => choose(entry, false));
  put("daftar", [element("li", null, null, [row])]);
});

L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
map.fitBounds(bounds, { padding: [24, 24] });
