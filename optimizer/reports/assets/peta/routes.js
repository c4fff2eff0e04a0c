// The routes of the trips, the one chosen above the others, and their balloons.

const routeLayer = L.layerGroup();
const numberLayer = L.layerGroup();
const routeBounds = data.trips.map((trip) => L.latLngBounds(trip.path.map((point) => data.points[point])));

function drawRoutes() {
  routeLayer.clearLayers();
  numberLayer.clearLayers();
  const trips = chosenTrips();
  const width = trips.length > 60 ? 2 : 3;
  const shifts = shiftsOf(trips, width);
  trips.forEach((trip, index) => {
    const dim = state.trip !== null && data.trips[state.trip] !== trip;
    addLine(trip, shifts[index], { className: "rute", color: colourOf(trip), weight: width, opacity: dim ? 0.13 : 0.9 });
  });
  drawBeds(trips.filter((trip) => state.trip === null || data.trips[state.trip] === trip));
  if (state.trip !== null) drawHighlight(data.trips[state.trip]);
}

/** A bed wherever one of the trips shown spends a night. */
function drawBeds(trips) {
  const beds = new Map();
  trips.filter((trip) => trip.bed !== null).forEach((trip) => beds.set(trip.bed, trip.night));
  beds.forEach((night, bed) => {
    L.marker(data.points[bed], {
      icon: L.divIcon({ className: "ranjang", html: bedSign(), iconSize: [22, 22], iconAnchor: [30, -3] }),
      title: night,
      alt: night,
      interactive: false,
      keyboard: false,
    }).addTo(numberLayer);
  });
}

function bedSign() {
  const sign = drawing(22, 22);
  sign.appendChild(shape("rect", { x: 1, y: 1, width: 20, height: 20, rx: 5, fill: "#2b3a67", stroke: "#fff", "stroke-width": 1.5 }));
  sign.appendChild(shape("path", { d: "M4.5,6V16.5M4.5,14H17.5V16.5M17.5,14V11.5Q17.5,9.5 15.5,9.5H9.5V14", fill: "none", stroke: "#fff", "stroke-width": 1.7 }));
  sign.appendChild(shape("circle", { cx: 7, cy: 10.7, r: 1.5, fill: "#fff" }));
  return sign;
}

function drawHighlight(trip) {
  const middle = trip.path.map(() => 0);
  addLine(trip, middle, { className: "rute-tepi", color: "#fff", weight: 10, opacity: 0.95 });
  addLine(trip, middle, { className: "rute-pilihan", color: colourOf(trip), weight: 5, opacity: 1 });
  trip.stops.forEach((stop, index) => {
    const number = element("span", null, String(index + 1));
    number.style.background = colourOf(trip);
    number.style.color = textOn(colourOf(trip));
    const place = data.places[stop.place];
    const aside = L.point(place.shift).multiplyBy(growth());
    L.marker(place.at, {
      icon: L.divIcon({ className: "nomor", html: number, iconSize: [22, 22], iconAnchor: [11 - aside.x, 11 - aside.y] }),
      interactive: false,
      keyboard: false,
    }).addTo(numberLayer);
  });
}

function addLine(trip, shifts, style) {
  new RouteLine(trip.path.map((point) => data.points[point]), Object.assign({
    renderer: ink.rute, path: trip.path, shifts, noClip: true, smoothFactor: 0, lineJoin: "round",
  }, style)).addTo(routeLayer);
}

/** Black or white, whichever reads on `colour` (relative luminance as in WCAG 2). */
function textOn(colour) {
  const light = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4)));
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.3 ? "#1d1d1d" : "#fff";
}

/** The chosen trips whose route passes within `reach` pixels of a point of the map. */
function tripsNear(layerPoint, reach) {
  return chosenTrips().filter((trip) => {
    const points = trip.path.map((point) => map.latLngToLayerPoint(data.points[point]));
    return points.some((point, i) => i && L.LineUtil.pointToSegmentDistance(layerPoint, points[i - 1], point) <= reach);
  });
}

/** A balloon with one trip in full, or several to choose from. */
function routeBalloon(trips) {
  if (trips.length === 1) return element("div", "balon", null, [tripHead(trips[0]), stopList(trips[0])]);
  const head = element("h2", null, fill(texts.trips_here, { trips: counted("trip", trips.length) }));
  const rows = trips.map((trip) => {
    const row = button("baris-perjalanan", null, () => {
      map.closePopup();
      choose({ trip: data.trips.indexOf(trip) });
    });
    row.appendChild(swatch(colourOf(trip)));
    row.appendChild(element("span", null, trip.date + " · " + data.teams[trip.team].name));
    row.appendChild(element("small", null, stopNames(trip)));
    return row;
  });
  return element("div", "balon", null, [head].concat(rows));
}

function tripHead(trip) {
  const head = element("h2", null, null, [swatch(colourOf(trip))]);
  head.appendChild(document.createTextNode(trip.date + " · " + data.teams[trip.team].name));
  return element("div", null, null, [head, element("p", "angka", trip.figures), trip.night ? element("p", "angka", trip.night) : null]);
}

function stopNames(trip) {
  return trip.stops.map((stop) => data.places[stop.place].name).join(" → ");
}

function stopList(trip) {
  return element("ol", "singgah", null, trip.stops.map((stop) => element("li", null, null, [
    element("b", null, data.places[stop.place].name),
    element("span", null, stop.hours + " · " + stop.people),
    element("span", null, stop.invited),
  ])));
}
