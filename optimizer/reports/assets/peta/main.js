// Puts it together: what happens on a choice, a tap, a zoom, a print.

/** Change what is shown and draw it; a trip outside the week or teams shown brings them along. */
function choose(change) {
  Object.assign(state, change);
  if (state.trip !== null) {
    const trip = data.trips[state.trip];
    if (state.week !== null) state.week = trip.week;
    state.teams.add(trip.team);
    if (narrow.matches) openDrawer(false);
  }
  draw();
  writeAddress();
  if (state.trip !== null) map.fitBounds(routeBounds[state.trip].pad(0.08), { maxZoom: 14 });
}

function draw() {
  drawWeeks();
  drawTeams();
  drawSummary();
  drawTrips();
  drawRoutes();
  drawSymbols();
  drawLabels();
  const open = part.daftar.querySelector(".terpilih");
  if (open) open.scrollIntoView({ block: "nearest" });
}

function drawSymbols() {
  styleLand();
  stylePlaces();
  drawLegend();
}

/** A tap finds the nearest place within a finger's width, else the routes there, else clears. */
function onTap(event) {
  const distance = (place) => spotOf(place).distanceTo(event.layerPoint) - place.radius * growth();
  const shown = data.places.filter((place) => state.kinds.has(place.kind));
  const nearest = shown.reduce((best, place) => (distance(place) < distance(best) ? place : best), shown[0]);
  if (nearest && distance(nearest) <= 10) {
    openPlace(nearest);
    return;
  }
  const trips = tripsNear(event.layerPoint, 10);
  if (trips.length) {
    if (trips.length === 1 && state.trip !== data.trips.indexOf(trips[0])) choose({ trip: data.trips.indexOf(trips[0]) });
    L.popup({ maxWidth: 300, maxHeight: 300 }).setLatLng(event.latlng).setContent(routeBalloon(trips)).openOn(map);
  } else if (state.trip !== null) {
    choose({ trip: null });
  }
}

function start() {
  const wanted = readAddress();
  map.setView(bounds.getCenter(), 10, { animate: false });
  map.fitBounds(bounds, { padding: margin, animate: false });
  drawLand();
  drawRoads();
  routeLayer.addTo(map);
  drawPlaces();
  drawOffices();
  drawClosures();
  numberLayer.addTo(map);
  labelLayer.addTo(map);
  addControls();
  buildPanel();
  openDrawer(false);
  draw();
  if (state.trip !== null) {
    map.fitBounds(routeBounds[state.trip].pad(0.08), { maxZoom: 14, animate: false });
  } else {
    map.fitBounds(bounds, wholeView({ animate: false })); // once more: only now the legend has its height
    drawLabels();
  }
  map.on("zoomend", drawSymbols);
  map.on("moveend", drawLabels);
  map.on("click", onTap);
  map.on("popupopen", () => document.body.classList.add("berbalon"));
  map.on("popupclose", () => document.body.classList.remove("berbalon"));
  if (wanted) {
    map.setView(wanted.at, 13, { animate: false });
    openPlace(wanted);
  }
  window.addEventListener("hashchange", () => {
    readAddress();
    draw();
  });
  if (window.ResizeObserver) new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  window.addEventListener("beforeprint", () => toPaper(true));
  window.addEventListener("afterprint", () => toPaper(false));
}

/** Paper has its own size: the whole district on it, every control away. */
function toPaper(printing) {
  document.body.classList.toggle("cetak", printing);
  part.legenda.open = printing || !narrow.matches;
  map.closePopup();
  map.invalidateSize({ animate: false });
  if (state.trip !== null) map.fitBounds(routeBounds[state.trip].pad(0.08), { maxZoom: 14, animate: false });
  else map.fitBounds(bounds, wholeView({ animate: false }));
}

start();
