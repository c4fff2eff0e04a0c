// Lines drawn side by side where several trips share a road.

const depth = depths();

/** Metres from the office at which each point is first passed: gives every road an outward side. */
function depths() {
  const found = new Map();
  data.trips.forEach((trip) => {
    [trip.path, [...trip.path].reverse()].forEach((path) => {
      let metres = 0;
      path.forEach((point, index) => {
        if (index) metres += map.distance(data.points[path[index - 1]], data.points[point]);
        if (!(found.get(point) <= metres)) found.set(point, metres);
      });
    });
  });
  return found;
}

/** A line drawn beside its road: `shifts` are pixels per segment, to the right of the way out. */
const RouteLine = L.Polyline.extend({
  _projectLatlngs(latlngs, rings, pixelBounds) {
    const points = latlngs.map((at) => this._map.latLngToLayerPoint(at));
    const ring = besides(points, this.options.path, this.options.shifts);
    ring.forEach((point) => pixelBounds.extend(point));
    rings.push(ring);
  },
});

function besides(points, path, shifts) {
  const ring = [];
  let before = null;
  for (let i = 0; i + 1 < points.length; i++) {
    const along = points[i + 1].subtract(points[i]);
    const length = Math.hypot(along.x, along.y);
    if (length === 0) continue;
    const side = (shifts[i] * (depth.get(path[i]) <= depth.get(path[i + 1]) ? 1 : -1)) / length;
    const shift = L.point(-along.y * side, along.x * side);
    const turn = before && shifts[i] ? (before.x * shift.x + before.y * shift.y) / (shifts[i] * shifts[i]) : 1;
    if (before && Math.abs(Math.hypot(before.x, before.y) - Math.abs(shifts[i])) < 0.01 && turn > -0.3) {
      ring[ring.length - 1] = points[i].add(before.add(shift).divideBy(1 + turn));
    } else {
      ring.push(points[i].add(shift));
    }
    ring.push(points[i + 1].add(shift));
    before = shift;
  }
  return ring;
}

/** For each trip, how far each of its segments stands beside the road, colours sharing it evenly. */
function shiftsOf(trips, width) {
  const segment = (path, i) => (path[i] < path[i + 1] ? path[i] + "-" + path[i + 1] : path[i + 1] + "-" + path[i]);
  const lane = (trip) => (state.week === null ? trip.week : trip.team);
  const lanes = new Map();
  trips.forEach((trip) => {
    for (let i = 0; i + 1 < trip.path.length; i++) {
      const key = segment(trip.path, i);
      if (!lanes.has(key)) lanes.set(key, new Set());
      lanes.get(key).add(lane(trip));
    }
  });
  lanes.forEach((used, key) => lanes.set(key, [...used].sort((a, b) => a - b)));
  return trips.map((trip) => trip.path.slice(1).map((_, i) => {
    const used = lanes.get(segment(trip.path, i));
    const gap = Math.min(width, 16 / used.length);
    return (used.indexOf(lane(trip)) - (used.length - 1) / 2) * gap;
  }));
}
