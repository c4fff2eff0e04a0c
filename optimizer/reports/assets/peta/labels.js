// Names on the map: kecamatan from afar, places from near, never one over another.

const labelLayer = L.layerGroup();
const ruler = document.createElement("canvas").getContext("2d");
const near = 12;

function drawLabels() {
  labelLayer.clearLayers();
  const size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  const inside = (one) => one.left >= corner.x && one.right <= corner.x + size.x && one.top >= corner.y
    && one.bottom <= corner.y + size.y;
  const taken = data.offices.map((office) => box(map.latLngToLayerPoint(office.at), -12, -12, 24, 24));
  const stops = state.trip === null ? [] : data.trips[state.trip].stops;
  stops.forEach((stop) => taken.push(box(map.latLngToLayerPoint(data.places[stop.place].at), -12, -12, 24, 24)));
  candidates().forEach((label) => {
    ruler.font = label.font;
    const width = Math.ceil(ruler.measureText(label.text).width + label.text.length * (label.spacing || 0)) + 4;
    const at = map.latLngToLayerPoint(label.at);
    const spot = spotsFor(label, width).find(([left, top]) => {
      const room = box(at, left, top, width, 14);
      return inside(room) && free(room, taken);
    });
    if (!spot) return;
    taken.push(box(at, spot[0], spot[1], width, 14));
    L.marker(label.at, {
      pane: "nama",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({
        className: "nama " + label.className,
        html: element("span", null, label.text),
        iconSize: [width, 14],
        iconAnchor: [-spot[0], -spot[1]],
      }),
    }).addTo(labelLayer);
  });
}

/** Labels wanted at this zoom, the most telling first. */
function candidates() {
  const far = map.getZoom() < near;
  const scale = growth();
  const apart = (place) => place.shift[0] === 0 && place.shift[1] === 0 && state.kinds.has(place.kind);
  const shown = data.places.filter(apart).map((place) => ({
    text: place.name,
    at: place.at,
    radius: place.radius * scale,
    visited: firstVisit(place) !== undefined,
  }));
  shown.sort((a, b) => b.visited - a.visited || b.radius - a.radius);
  const named = shown.filter((label) => (far ? label.visited && (state.week !== null || state.trip !== null) : true));
  const places = named.map((label) => Object.assign(label, {
    className: label.visited ? "nama-dikunjungi" : "nama-tempat",
    font: (label.visited ? "600 " : "") + "11px system-ui, sans-serif",
  }));
  const districts = !far ? [] : data.districts.map((district) => ({
    text: district.name.toUpperCase(),
    at: district.at,
    radius: 0,
    spacing: 0.8,
    className: "nama-kecamatan",
    font: "700 10px system-ui, sans-serif",
  }));
  return state.trip !== null ? places.concat(districts) : districts.concat(places);
}

/** Where a label may stand: a district over its middle, a place beside its circle. */
function spotsFor(label, width) {
  const gap = (state.trip !== null && label.visited ? Math.max(label.radius, 12) : label.radius) + 3;
  if (label.className === "nama-kecamatan") {
    const middles = [-width / 2, -width / 4, (-3 * width) / 4];
    return [-7, 9, -23].reduce((spots, top) => spots.concat(middles.map((left) => [left, top])), []);
  }
  return [[gap, -7], [-gap - width, -7], [-width / 2, gap], [-width / 2, -gap - 14]];
}

function box(at, left, top, width, height) {
  return { left: at.x + left, top: at.y + top, right: at.x + left + width, bottom: at.y + top + height };
}

function free(one, taken) {
  return taken.every((other) =>
    one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top);
}
