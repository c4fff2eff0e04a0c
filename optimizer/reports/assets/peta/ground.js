// The map itself and what never changes on it: land, roads, office, scale, sources.

const bounds = L.latLngBounds(data.places.map((place) => place.at).concat(data.offices.map((office) => office.at)));
const map = L.map("peta", {
  attributionControl: false,
  zoomControl: false,
  zoomSnap: 0.25,
  zoomDelta: 0.5,
  wheelPxPerZoomLevel: 110,
  minZoom: 8,
  maxZoom: 17,
  maxBounds: bounds.pad(2), // wide enough that a balloon at the edge can always be moved into sight
});
["lahan", "jalan", "rute", "tempat", "nama"].forEach((name, index) => {
  map.createPane(name).style.zIndex = 300 + 50 * index;
});
map.getPane("nama").style.pointerEvents = "none";

const margin = [Math.min(56, map.getSize().x / 12), 26];
const ink = {};
["lahan", "jalan", "rute", "tempat"].forEach((name) => {
  ink[name] = L.svg({ pane: name, padding: 0.5 });
});

let land;
const roadWidths = [3.2, 2.4, 1.8, 1.1];

/** Without a base map, the land within a good two kilometres of a road or place stands in for one. */
function drawLand() {
  const pairs = data.roads.reduce((all, road) => all.concat(pairsOf(road)), []);
  const dots = data.places.map((place) => [place.at, place.at]);
  land = L.polyline(pairs.concat(dots), {
    renderer: ink.lahan, interactive: false, className: "lahan", weight: 1, smoothFactor: 0,
  }).addTo(map);
}

function styleLand() {
  const metresPerPixel = (40075016 * Math.cos((bounds.getCenter().lat * Math.PI) / 180)) / Math.pow(2, map.getZoom() + 8);
  land.setStyle({ weight: 4600 / metresPerPixel });
}

function drawRoads() {
  data.roads.forEach((road) => {
    L.polyline(pairsOf(road), {
      renderer: ink.jalan,
      interactive: false,
      className: "jalan" + (road.estimated ? " jalan-perkiraan" : ""),
      weight: roadWidths[road.rank],
      dashArray: road.estimated ? "4 4" : null,
      lineCap: road.estimated ? "butt" : "round",
      smoothFactor: 0,
    }).addTo(map);
  });
}

/** A group of links as pairs of points. */
function pairsOf(road) {
  const pairs = [];
  for (let i = 0; i < road.ends.length; i += 2) {
    pairs.push([data.points[road.ends[i]], data.points[road.ends[i + 1]]]);
  }
  return pairs;
}

function drawOffices() {
  data.offices.forEach((office) => {
    L.marker(office.at, {
      icon: L.divIcon({ className: "kantor", html: element("span", null, "★"), iconSize: [24, 24] }),
      title: office.name,
      alt: office.name,
      zIndexOffset: 1000,
    })
      .bindPopup(element("div", "balon", null, [element("h2", null, office.name), element("p", null, office.note)]))
      .addTo(map);
  });
}

/** Links that are closed on a date of the plan, each with a sign in its middle. */
function drawClosures() {
  data.closures.forEach((closure) => {
    L.marker(closure.at, {
      icon: L.divIcon({ className: "tutup", html: element("span", null, "×"), iconSize: [18, 18] }),
      title: closure.name,
      alt: closure.name,
    })
      .bindPopup(element("div", "balon", null, [element("h2", null, closure.name), element("p", null, closure.note)]))
      .addTo(map);
  });
}

function addControls() {
  L.control.zoom({ position: "topright", zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
  const whole = L.control({ position: "topright" });
  whole.onAdd = () => {
    const made = button("leaflet-bar utuh", "⤢", showAll);
    made.title = texts.whole;
    made.setAttribute("aria-label", texts.whole);
    L.DomEvent.disableClickPropagation(made);
    return made;
  };
  whole.addTo(map);
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  const sources = document.getElementById("sumber");
  sources.textContent = data.sources.join(" · ");
  // However many lines the sources take, the legend stands above them.
  const lift = () => document.documentElement.style.setProperty("--kaki", `${sources.offsetHeight}px`);
  addEventListener("resize", lift);
  lift();
}

/** How the whole district is shown: above the open legend, as far as the screen has room for it. */
function wholeView(options) {
  const zoom = map.getBoundsZoom(bounds, false, L.point(2 * margin[0], 2 * margin[1]));
  const high = map.project(bounds.getSouthWest(), zoom).y - map.project(bounds.getNorthEast(), zoom).y;
  const free = map.getSize().y - 2 * margin[1] - high;
  const printing = document.body.classList.contains("cetak");
  const legend = part.legenda.open && !printing ? part.legenda.offsetHeight : 0;
  const below = margin[1] + Math.max(0, Math.min(free, legend));
  return { paddingTopLeft: margin, paddingBottomRight: [margin[0], below], ...options };
}

function showAll() {
  map.fitBounds(bounds, wholeView());
}

/** How much symbols grow with the zoom, so that crowded towns come apart. */
function growth() {
  return Math.min(1.6, Math.max(0.55, Math.pow(2, (map.getZoom() - 11) / 2.5)));
}
