// Places as circles (schools squares, home visits diamonds): sized by people waiting, coloured by visit.

/** Outline of a symbol of a kind, of `r` pixels about `x`, `y`; as large on paper as a circle of that radius. */
function outline(kind, x, y, r) {
  if (kind === "sekolah") {
    const half = r * 0.886;
    return `M${x - half},${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;
  }
  const arm = r * 1.253;
  return `M${x},${y - arm}L${x + arm},${y}L${x},${y + arm}L${x - arm},${y}z`;
}

/** Where a place's symbol stands: beside its desa where both share one point. */
function spotOf(place) {
  return map.latLngToLayerPoint(place.at).add(L.point(place.shift).multiplyBy(growth()));
}

const PlaceCircle = L.CircleMarker.extend({
  _project() {
    this._point = spotOf(this.options.place);
    this._updateBounds();
  },

  /** As Leaflet draws it, in the shape of its kind, with a cross inside where no road leads. */
  _updatePath() {
    this._renderer._updateCircle(this);
    if (this.options.place.kind !== "desa" && !this._empty()) {
      this._renderer._setPath(this, outline(this.options.place.kind, this._point.x, this._point.y, this._radius));
    }
    if (this.options.state !== "terputus" || this._empty()) return;
    const { x, y } = this._point;
    const arm = this._radius * 0.707;
    const cross = `M${x - arm},${y - arm}L${x + arm},${y + arm}M${x - arm},${y + arm}L${x + arm},${y - arm}`;
    this._renderer._setPath(this, this._path.getAttribute("d") + cross);
  },
});

const grey = "#9aa0a3";
const circles = [];

function drawPlaces() {
  const order = data.places.map((_, index) => index).sort((a, b) => data.places[b].radius - data.places[a].radius);
  order.forEach((index) => {
    const place = data.places[index];
    circles[index] = new PlaceCircle(place.at, {
      renderer: ink.tempat,
      className: `tempat tempat-${place.state} jenis-${place.kind}`,
      place,
      state: place.state,
      radius: place.radius,
    }).addTo(map);
    const path = circles[index].getElement();
    path.setAttribute("role", "img");
    path.setAttribute("aria-label", place.name);
  });
}

/** The visit that gives a place its colour: the first one among the trips shown. */
function firstVisit(place) {
  if (state.trip !== null) {
    const trip = data.trips[state.trip];
    return trip.stops.some((stop) => data.places[stop.place] === place) ? trip : undefined;
  }
  return place.visits.map((visit) => data.trips[visit.trip]).find(chosen);
}

function stylePlaces() {
  const scale = growth();
  data.places.forEach((place, index) => {
    const trip = firstVisit(place);
    const lit = state.week === null && state.trip === null;
    if (state.kinds.has(place.kind) !== map.hasLayer(circles[index])) {
      if (state.kinds.has(place.kind)) circles[index].addTo(map);
      else circles[index].remove();
    }
    circles[index].setStyle(trip ? visitedStyle(colourOf(trip)) : restStyle(place, lit));
    circles[index].setRadius(place.radius * scale);
  });
}

function visitedStyle(colour) {
  return { color: "#fff", weight: 1.2, opacity: 1, fillColor: colour, fillOpacity: 0.92 };
}

/** Places without a visit among those shown; `lit` when the whole plan is. */
function restStyle(place, lit) {
  if (place.state === "terputus") {
    return { color: "#a3262a", weight: 2, opacity: lit ? 1 : 0.55, fillColor: "#fff", fillOpacity: 0.75 };
  }
  if (place.state === "kosong") {
    return { color: grey, weight: 1.2, opacity: lit ? 0.9 : 0.5, fillColor: "#fff", fillOpacity: 0.9 };
  }
  if (place.state === "dikunjungi") {
    return { color: "#7d8588", weight: 1.2, opacity: 0.7, fillColor: "#fff", fillOpacity: 0.75 };
  }
  return { color: "#fff", weight: 1, opacity: 1, fillColor: grey, fillOpacity: lit ? 0.85 : 0.45 };
}

function placeBalloon(place) {
  const parts = [element("h2", null, place.name), element("p", "letak", place.where)];
  if (place.visits.length) parts.push(visitList(place));
  if (place.figures.length) parts.push(figureTable(place));
  place.reasons.forEach((reason) => parts.push(element("p", "alasan", reason)));
  const facts = element("dl");
  place.facts.forEach(([name, value]) => {
    facts.appendChild(element("dt", null, name));
    facts.appendChild(element("dd", null, value));
  });
  parts.push(facts);
  return element("div", "balon", null, parts);
}

function visitList(place) {
  return element("div", "kunjungan", null, place.visits.map((visit) => {
    const trip = data.trips[visit.trip];
    const row = button("baris-perjalanan", null, () => {
      map.closePopup();
      choose({ trip: visit.trip });
    });
    row.appendChild(swatch(colourOf(trip)));
    row.appendChild(element("span", null, trip.date + " · " + data.teams[trip.team].name));
    row.appendChild(element("small", null, visit.hours + " · " + visit.people));
    row.appendChild(element("small", null, visit.invited));
    return row;
  }));
}

function figureTable(place) {
  const head = element("tr", null, null, [element("th")]);
  place.services.forEach((service) => head.appendChild(element("th", null, service)));
  const rows = place.figures.map(([name, ...values]) => {
    const row = element("tr", null, null, [element("th", null, name)]);
    values.forEach((value) => row.appendChild(element("td", null, value)));
    return row;
  });
  return element("table", null, null, [element("thead", null, null, [head]), element("tbody", null, null, rows)]);
}

function openPlace(place) {
  L.popup({ maxWidth: 300, minWidth: 230, maxHeight: Math.max(180, map.getSize().y - 90), autoPanPaddingTopLeft: [14, 14], autoPanPaddingBottomRight: [narrow.matches ? 14 : 64, 14] })
    .setLatLng(place.at)
    .setContent(placeBalloon(place))
    .openOn(map);
}
